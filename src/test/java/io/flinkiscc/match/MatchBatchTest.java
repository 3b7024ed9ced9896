package io.flinkiscc.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.IndexSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queries that are answered together, or given up. */
class MatchBatchTest {

  @TempDir private Path directory;

  private AssetIndex index(List<Asset> assets, Random random) {
    AssetIndex index =
        AssetIndex.builder()
            .options(EngineOptions.builder().shardMaxAssets(70 + random.nextInt(200)).build())
            .directory(directory)
            .build();
    for (Asset asset : assets) {
      index.apply(AssetOp.upsert(asset, AssetOp.NO_SEQ, 0), (int) asset.key() & 127);
    }
    return index;
  }

  @ParameterizedTest
  @EnumSource(Scoring.class)
  void aBatchIsAnsweredAsItsQueriesAreOneByOne(Scoring scoring) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomSearches searches = new RandomSearches(random);
    List<Asset> assets = searches.assets(500);
    Matcher matcher =
        new Matcher(scoring == Scoring.TIERED ? MatchRules.tiered() : MatchRules.compatible());
    try (AssetIndex index = index(assets, random)) {
      IndexSnapshot snapshot = index.snapshot();
      int found = 0;
      for (int round = 0; round < 40; round++) {
        List<MatchQuery> batch = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
          batch.add(searches.query(assets));
        }
        List<MatchPart> parts = matcher.matchAll(snapshot, batch, () -> false);
        assertThat(parts).hasSameSizeAs(batch);
        for (int i = 0; i < batch.size(); i++) {
          MatchPart alone = matcher.match(snapshot, batch.get(i));
          assertSame(parts.get(i), alone, "seed %d, batch %d, query %d".formatted(seed, round, i));
          found += alone.matches().size();
        }
      }
      assertThat(found).as("seed %d", seed).isGreaterThan(500);
    }
  }

  private static void assertSame(MatchPart found, MatchPart wanted, String what) {
    // Matches compare their metadata by value, the part that of simprints by identity.
    assertThat(found.matches()).as(what).isEqualTo(wanted.matches());
    assertThat(found.unitMatches()).as(what).isEqualTo(wanted.unitMatches());
    assertThat(found.chunks()).as(what).isEqualTo(wanted.chunks());
    assertThat(found.chunkMetadata().keySet()).as(what).isEqualTo(wanted.chunkMetadata().keySet());
    found
        .chunkMetadata()
        .forEach(
            (key, json) -> assertThat(json).as(what).isEqualTo(wanted.chunkMetadata().get(key)));
    assertThat(found.exact()).as(what).isEqualTo(wanted.exact());
  }

  @Test
  void aMatchThatIsStoppedEndsWhereverItIs() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RandomSearches searches = new RandomSearches(random);
    List<Asset> assets = searches.assets(600);
    Matcher matcher = new Matcher(MatchRules.tiered());
    try (AssetIndex index = index(assets, random)) {
      for (int i = 0; i < 10; i++) {
        List<MatchQuery> batch = List.of(searches.query(assets), searches.query(assets));
        CountedStop never = new CountedStop(Integer.MAX_VALUE);
        matcher.matchAll(index.snapshot(), batch, never);
        for (int after = 0; after < never.asked; after++) {
          CountedStop stop = new CountedStop(after);
          assertThatThrownBy(() -> matcher.matchAll(index.snapshot(), batch, stop))
              .as("seed %d, asked %d of %d times", seed, after, never.asked)
              .isInstanceOf(CancellationException.class);
        }
        assertThat(matcher.match(index.snapshot(), batch.get(0), () -> false).matches())
            .isEqualTo(matcher.match(index.snapshot(), batch.get(0)).matches());
      }
    }
  }

  /** Says stop when it was asked more than some times. */
  private static final class CountedStop implements BooleanSupplier {
    private final int after;
    private int asked;

    CountedStop(int after) {
      this.after = after;
    }

    @Override
    public boolean getAsBoolean() {
      return asked++ >= after;
    }
  }
}
