package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.nphd.Code;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Assets made of real records, and queries made of them. */
class LookupLogTest {

  private static final int ASSETS = 4000;
  private static final LookupLog LOG = new LookupLog("", 7, ASSETS);

  @Test
  void theLogFillsAnIndexThenAddsAndChangesInTurns() {
    Set<Long> keys = new HashSet<>();
    for (long i = 0; i < ASSETS; i++) {
      AssetOp op = LOG.record(i);
      assertThat(op).isEqualTo(new LookupLog("", 7, ASSETS).record(i));
      assertThat(op.asset().units().keySet().stream().map(UnitType::mainType))
          .contains(MainType.META, MainType.CONTENT, MainType.DATA, MainType.INSTANCE);
      keys.add(op.key());
    }
    assertThat(keys).hasSize(ASSETS);
    for (long i = ASSETS; i < ASSETS + 100; i++) {
      assertThat(keys.contains(LOG.record(i).key())).as("change %d", i).isEqualTo(i % 2 == 1);
    }
  }

  @Test
  void furtherAssetsOfARecordAreNearIt() {
    int records = SeedRecords.of("").size();
    assertThat(ASSETS).isGreaterThan(records);
    Asset first = LOG.record(0).asset();
    Asset further = LOG.record(records).asset();
    assertThat(further.metadata()).isEqualTo(first.metadata());
    assertThat(further.units().keySet()).isEqualTo(first.units().keySet());
    first
        .units()
        .forEach(
            (type, code) -> {
              if (type.mainType() != MainType.INSTANCE) {
                assertThat(differing(code, further.units().get(type)))
                    .isBetween(0, 20 * code.bits() / 256);
              }
            });
  }

  private static int differing(Code a, Code b) {
    int bits = 0;
    for (int i = 0; i < a.toBytes().length; i++) {
      bits += Integer.bitCount((a.toBytes()[i] ^ b.toBytes()[i]) & 0xff);
    }
    return bits;
  }

  @Test
  void queriesAskByOneOrAllTypes() {
    Asset asset = LOG.query(3);
    QueryRecord nearest = LookupQuery.NEAREST.query(3, asset, 7, true);
    assertThat(nearest.units())
        .singleElement()
        .satisfies(
            u -> {
              assertThat(u.type().mainType()).isNotEqualTo(MainType.INSTANCE);
              assertThat(asset.units().get(u.type()).toBytes()).isEqualTo(u.body());
            });
    assertThat(nearest.limit()).isEqualTo(7);
    assertThat(nearest.exact()).isTrue();
    assertThat(nearest.includeUnitMatches()).isTrue();
    assertThat(LookupQuery.MATCH.query(3, asset, 7, false).includeUnitMatches()).isFalse();
    assertThat(LookupQuery.ASSET.query(3, asset, 7, false).units()).hasSize(asset.units().size());
  }
}
