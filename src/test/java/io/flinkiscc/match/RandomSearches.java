package io.flinkiscc.match;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.index.RandomAssets;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.metadata.MetadataFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;

/** Random assets with units and simprints of several types, and queries that find some of them. */
final class RandomSearches {

  private static final double[] THRESHOLDS = {0, .5, .75, .9, 1};
  private static final long FIRST_KEY = Long.MAX_VALUE - 20;

  private final Random random;
  private final RandomAssets assets;

  RandomSearches(Random random) {
    this.random = random;
    this.assets = new RandomAssets(random);
  }

  /** Assets under keys on both sides of the signed overflow. */
  List<Asset> assets(int count) {
    List<Asset> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(asset(FIRST_KEY + i));
    }
    return all;
  }

  private Asset asset(long key) {
    Asset plain = assets.asset(key);
    Asset.Builder asset = Asset.builder(key).metadata(plain.metadata());
    plain.units().forEach(asset::unit);
    plain.simprints().forEach((type, chunks) -> chunks.forEach(c -> asset.chunk(type, c)));
    if (random.nextInt(4) == 0) {
      asset.unit(UnitType.SEMANTIC_TEXT_V0, assets.code());
      for (int i = random.nextInt(3); i > 0; i--) {
        // Few places, so that chunks of one asset lie at one offset.
        asset.chunk(
            UnitType.SEMANTIC_TEXT_V0,
            new Chunk(assets.code(), random.nextInt(2), random.nextInt(2)));
      }
    }
    return asset.build();
  }

  /** A query, of which every part may be missing. */
  MatchQuery query(List<Asset> all) {
    MatchQuery.Builder query =
        MatchQuery.builder()
            .limit(1 + random.nextInt(random.nextBoolean() ? 5 : 100))
            .includeMetadata(random.nextBoolean())
            .includeUnitMatches(random.nextBoolean());
    if (random.nextBoolean()) {
      query.threshold(OptionalDouble.of(THRESHOLDS[random.nextInt(THRESHOLDS.length)]));
    }
    if (random.nextInt(3) == 0) {
      query.filter(Optional.of(filter()));
    }
    Asset asked = all.get(random.nextInt(all.size()));
    if (random.nextInt(3) == 0) {
      asked.units().forEach(query::unit);
      query.excludedKey(OptionalLong.of(asked.key()));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      query.unit(assets.type(), assets.code());
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      query.simprint(UnitType.CONTENT_TEXT_V0, assets.code());
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      query.simprint(UnitType.SEMANTIC_TEXT_V0, assets.code());
    }
    if (random.nextInt(10) == 0) {
      query.simprint(UnitType.CONTENT_AUDIO_V0, assets.code());
    }
    return query.build();
  }

  private MetadataFilter filter() {
    MetadataFilter name = MetadataFilter.eq("name", Integer.toString(random.nextInt(5)));
    return switch (random.nextInt(4)) {
      case 0 -> name;
      case 1 -> MetadataFilter.not(name);
      case 2 -> MetadataFilter.exists("name");
      default -> MetadataFilter.eq("name", "nobody");
    };
  }
}
