package io.flinkiscc.cli;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.SearchMode;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.index.UnitHits;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes assets of codes: one unit of every type from one code, turned into another code by bits
 * that the type determines. Distances between units of one type are those between the codes.
 */
final class BenchAssets {

  /** The types of units that are searched for near ones. */
  static final List<UnitType> SEARCHED =
      List.of(UnitType.META_NONE_V0, UnitType.CONTENT_TEXT_V0, UnitType.DATA_NONE_V0);

  /** A time of ISCC-IDs, in microseconds since 1970. */
  private static final long FIRST_MICROS = 1_750_000_000_000_000L;

  private static final long STEP_MICROS = 1_733;
  private static final int KEY_GROUPS = 128;

  private final List<UnitType> types;

  private BenchAssets(List<UnitType> types) {
    this.types = types;
  }

  /** Assets of four units: those searched for near ones, and INSTANCE. */
  static BenchAssets ofFourUnits() {
    return new BenchAssets(
        List.of(
            UnitType.META_NONE_V0,
            UnitType.CONTENT_TEXT_V0,
            UnitType.DATA_NONE_V0,
            UnitType.INSTANCE_NONE_V0));
  }

  /** Assets of one unit of the type. */
  static BenchAssets of(UnitType type) {
    return new BenchAssets(List.of(type));
  }

  Asset asset(long i, Code code) {
    Asset.Builder asset = Asset.builder(key(i));
    for (UnitType type : types) {
      asset.unit(type, unit(type, code));
    }
    String name = "{\"name\":\"asset " + i + " of a benchmark\",\"number\":" + i + "}";
    return asset.metadata(name.getBytes(StandardCharsets.UTF_8)).build();
  }

  /** A key like those of real ISCC-IDs: the time in 52 bits, the hub in 12. */
  static long key(long i) {
    return (FIRST_MICROS + STEP_MICROS * i) << 12 | 1;
  }

  /** The key group of a key, spread evenly. */
  static int keyGroup(long key) {
    return (int) (key * 0x9E3779B97F4A7C15L >>> 57) % KEY_GROUPS;
  }

  /** The unit of a type that is made of a code, or that is asked for in its place. */
  static Code unit(UnitType type, Code code) {
    byte[] bytes = code.toBytes();
    byte[] mask = new byte[32];
    new SplittableRandom(type.code()).nextBytes(mask);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= mask[i];
    }
    return Code.of(bytes);
  }

  static Code[] units(UnitType type, Code[] codes) {
    Code[] units = new Code[codes.length];
    for (int i = 0; i < codes.length; i++) {
      units[i] = unit(type, codes[i]);
    }
    return units;
  }

  /** Asks a snapshot for the nearest units of a type, which the queries are made of. */
  static RecallTimer.Asker asker(IndexSnapshot snapshot, UnitType type, int k, SearchMode mode) {
    return (unit, found, tally) -> {
      UnitHits hits = snapshot.nearest(type, unit, k, mode);
      for (UnitHit hit : hits.hits()) {
        found.offer(NearestDistances.scaled(hit.hamming(), hit.bits()));
      }
      tally.note(0, hits.exact());
    };
  }
}
