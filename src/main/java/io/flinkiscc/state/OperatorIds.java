package io.flinkiscc.state;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.flink.shaded.guava33.com.google.common.hash.Hashing;

/** The ids by which Flink finds the state of operators: digests of their uids. */
final class OperatorIds {

  /** What the uid of an index ends in, behind {@code index.uid}. */
  static final String INDEX = "-index";

  private OperatorIds() {}

  /** The id of the operator with a uid, 16 bytes. */
  static byte[] ofUid(String uid) {
    return Hashing.murmur3_128(0).hashString(uid, StandardCharsets.UTF_8).asBytes();
  }

  /** The id in hexadecimal digits, as Flink shows it. */
  static String textOfUid(String uid) {
    return HexFormat.of().formatHex(ofUid(uid));
  }
}
