package io.flinkiscc.cli;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import java.util.SplittableRandom;

/**
 * The log of changes of an index that is to be asked, each change from its number alone: first one
 * new asset each, then in turns a new one, and other units for one of the beginning.
 *
 * @param data file of the records that the assets are made of, see {@link SeedRecords#of}
 * @param seed determines the log
 * @param assets number of assets at the beginning
 */
record LookupLog(String data, long seed, long assets) implements PacedSource.Making<AssetOp> {

  private static final long serialVersionUID = 1L;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  @Override
  public AssetOp record(long number) {
    SeedRecords records = SeedRecords.of(data);
    if (number < records.size() && number < assets) {
      return upsert(records.another(number, BenchAssets.key(number), null), number);
    }
    SplittableRandom random = random(1, number);
    boolean another = number >= assets && number % 2 == 1;
    long asset = another ? random.nextLong(assets) : number;
    return upsert(records.another(asset, BenchAssets.key(asset), random), number);
  }

  private static AssetOp upsert(Asset asset, long number) {
    return AssetOp.upsert(asset, number, number);
  }

  /** An asset like those of the log, but none of them. */
  Asset query(long number) {
    SplittableRandom random = random(2, number);
    return SeedRecords.of(data).another(random.nextLong(assets), BenchAssets.key(number), random);
  }

  private SplittableRandom random(int purpose, long number) {
    return new SplittableRandom((seed + purpose ^ number) * GOLDEN);
  }
}
