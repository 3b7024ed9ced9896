package io.flinkiscc.index;

import java.nio.ByteBuffer;

/**
 * One record of the {@link OperationLog}, and its binary form.
 *
 * <p>All numbers are big endian:
 *
 * <pre>
 *   length        u32   bytes that follow
 *   kind          u8    1 put, 2 delete, 3 renumber, 4 remember, 5 forget
 *   keyGroup      u16   key group of the key, given by the caller
 *   seq           i64   position in the source log, -1 for none
 *   time          i64   put: event time in microseconds since 1970 UTC
 *                       remember: until when, in milliseconds since 1970 UTC
 *                       delete: 0; in logs of format version 1 as for remember, or 0
 *                       renumber, forget: 0
 *   put:          the {@link AssetCodec} form of the asset
 *   all others:   key u64
 * </pre>
 *
 * <p>Replayed in order, a put replaces the live asset of its key, a delete removes it and a
 * renumber gives it another seq; a numbered delete is remembered and forgotten by records of their
 * own, which stand in a {@link DeleteLog}. No rule is asked again, because only accepted changes
 * are logged.
 */
final class LogRecord {

  static final byte PUT = 1;
  static final byte DELETE = 2;
  static final byte RENUMBER = 3;
  static final byte REMEMBER = 4;
  static final byte FORGET = 5;

  /** Bytes of the length field. */
  static final int FRAME_BYTES = 4;

  /** Bytes from the kind up to the asset or key. */
  static final int HEADER_BYTES = 1 + 2 + 8 + 8;

  /** Largest key group: Flink allows at most 32 768 of them. */
  static final int MAX_KEY_GROUP = (1 << 15) - 1;

  final byte kind;
  final int keyGroup;
  final long seq;
  final long time;
  final long key;

  /** The rest of a put: the form of the asset, key included; null for all others. */
  final ByteBuffer asset;

  private LogRecord(byte kind, int keyGroup, long seq, long time, long key, ByteBuffer asset) {
    this.kind = kind;
    this.keyGroup = keyGroup;
    this.seq = seq;
    this.time = time;
    this.key = key;
    this.asset = asset;
  }

  static byte[] put(int keyGroup, long seq, long eventTimeMicros, byte[] asset) {
    return frame(PUT, keyGroup, seq, eventTimeMicros, asset.length).put(asset).array();
  }

  static byte[] delete(int keyGroup, long seq, long key) {
    return frame(DELETE, keyGroup, seq, 0, 8).putLong(key).array();
  }

  static byte[] remember(int keyGroup, long seq, long untilMillis, long key) {
    return frame(REMEMBER, keyGroup, seq, untilMillis, 8).putLong(key).array();
  }

  static byte[] forget(int keyGroup, long key) {
    return frame(FORGET, keyGroup, AssetOp.NO_SEQ, 0, 8).putLong(key).array();
  }

  static byte[] renumber(int keyGroup, long seq, long key) {
    return frame(RENUMBER, keyGroup, seq, 0, 8).putLong(key).array();
  }

  private static ByteBuffer frame(byte kind, int keyGroup, long seq, long time, int bodyBytes) {
    if (keyGroup < 0 || keyGroup > MAX_KEY_GROUP) {
      throw new IllegalArgumentException(
          "key group is " + keyGroup + ", allowed are 0.." + MAX_KEY_GROUP);
    }
    int length = HEADER_BYTES + bodyBytes;
    ByteBuffer out = ByteBuffer.allocate(FRAME_BYTES + length);
    return out.putInt(length).put(kind).putShort((short) keyGroup).putLong(seq).putLong(time);
  }

  /**
   * Reads the record behind its length field.
   *
   * @param body exactly the bytes the length field announced
   * @throws CorruptDataException if they are not a record
   */
  static LogRecord parse(ByteBuffer body) throws CorruptDataException {
    if (body.remaining() < HEADER_BYTES + 8) {
      throw new CorruptDataException("log record of " + body.remaining() + " bytes is too short");
    }
    byte kind = body.get();
    int keyGroup = body.getShort() & 0xFFFF;
    long seq = body.getLong();
    long time = body.getLong();
    long key = body.getLong(body.position());
    if (keyGroup > MAX_KEY_GROUP || seq < AssetOp.NO_SEQ) {
      throw new CorruptDataException("log record of key group " + keyGroup + " with seq " + seq);
    }
    return switch (kind) {
      case PUT -> new LogRecord(kind, keyGroup, seq, time, key, body);
      case DELETE, RENUMBER, REMEMBER, FORGET -> {
        if (body.remaining() != 8) {
          throw new CorruptDataException(
              "log record of kind " + kind + " with " + body.remaining() + " body bytes");
        }
        yield new LogRecord(kind, keyGroup, seq, time, key, null);
      }
      default -> throw new CorruptDataException("log record of unknown kind " + kind);
    };
  }
}
