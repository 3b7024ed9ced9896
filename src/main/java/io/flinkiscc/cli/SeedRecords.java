package io.flinkiscc.cli;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.kafka.RecordRejectedException;
import io.flinkiscc.kafka.UnitConflictListener;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Real records that a benchmark makes as many of as it wants: each again and again, every time with
 * up to 20 of 256 bits of its units flipped and another checksum. Only records with META, CONTENT,
 * DATA and INSTANCE units are taken. Immutable.
 */
final class SeedRecords {

  private static final int MOST_FLIPS = 20;
  private static final int FLIPPED_OF = 256;
  private static final Set<MainType> FOUR =
      EnumSet.of(MainType.META, MainType.CONTENT, MainType.DATA, MainType.INSTANCE);
  private static final Map<String, SeedRecords> READ = new ConcurrentHashMap<>();

  private final List<Asset> assets;

  private SeedRecords(List<Asset> assets) {
    this.assets = assets;
  }

  /**
   * The records of a file, which is read once.
   *
   * @param file JSONL of the ingest topic, gzipped if its name ends in .gz; empty for the records
   *     in the jar
   * @throws UncheckedIOException if it cannot be read
   */
  static SeedRecords of(String file) {
    return READ.computeIfAbsent(file, SeedRecords::read);
  }

  private static SeedRecords read(String file) {
    IsccJsonFormat format = new IsccJsonFormat(0);
    List<Asset> assets = new ArrayList<>();
    for (RawRecord record : file.isEmpty() ? DemoData.events() : lines(Path.of(file))) {
      try {
        format
            .parse(record, UnitConflictListener.NONE)
            .filter(op -> op.kind() != AssetOp.Kind.DELETE)
            .map(AssetOp::asset)
            .filter(SeedRecords::hasFour)
            .ifPresent(assets::add);
      } catch (RecordRejectedException e) {
        // A record that an index refuses makes no others.
      }
    }
    if (assets.isEmpty()) {
      throw new IllegalArgumentException(
          file + " has no records of realm 0 with META, CONTENT, DATA and INSTANCE units");
    }
    return new SeedRecords(assets);
  }

  private static List<RawRecord> lines(Path file) {
    List<RawRecord> records = new ArrayList<>();
    try (RecordLineReader lines = RecordLineReader.open(file)) {
      for (RawRecord record = lines.read(); record != null; record = lines.read()) {
        records.add(record);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return records;
  }

  private static boolean hasFour(Asset asset) {
    return asset.units().keySet().stream()
        .map(UnitType::mainType)
        .collect(Collectors.toSet())
        .containsAll(FOUR);
  }

  /** How many there are. */
  int size() {
    return assets.size();
  }

  /**
   * One more asset like a record.
   *
   * @param seed number of the record; a larger number begins anew
   * @param key of the asset
   * @param random what to flip; null for nothing
   */
  Asset another(long seed, long key, SplittableRandom random) {
    Asset like = assets.get((int) (seed % assets.size()));
    Asset.Builder asset = Asset.builder(key).metadata(like.metadata());
    (random == null ? like.units() : flipped(like.units(), random)).forEach(asset::unit);
    return asset.build();
  }

  private static Map<UnitType, Code> flipped(Map<UnitType, Code> units, SplittableRandom random) {
    int flips = random.nextInt(MOST_FLIPS + 1);
    Map<UnitType, Code> flipped = new java.util.EnumMap<>(UnitType.class);
    units.forEach((type, code) -> flipped.put(type, flipped(type, code, flips, random)));
    return flipped;
  }

  private static Code flipped(UnitType type, Code code, int flips, SplittableRandom random) {
    byte[] bytes = code.toBytes();
    if (type.mainType() == MainType.INSTANCE) {
      random.nextBytes(bytes);
      return Code.of(bytes);
    }
    for (int i = Math.round((float) flips * code.bits() / FLIPPED_OF); i > 0; i--) {
      int bit = random.nextInt(code.bits());
      bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
    }
    return Code.of(bytes);
  }
}
