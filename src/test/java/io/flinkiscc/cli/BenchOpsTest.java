package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.state.AssetOpSerializer;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class BenchOpsTest {

  private static final BenchOps OPS = new BenchOps(42, 1000, .3, .1);

  @Test
  void beginsWithEveryAssetAndGoesOnWithTheSharesAskedFor() {
    Set<Long> keys = new HashSet<>();
    for (long i = 0; i < 1000; i++) {
      assertThat(OPS.op(i).seq()).isEqualTo(i);
      assertThat(OPS.op(i).asset().units()).hasSize(4);
      keys.add(OPS.op(i).key());
    }
    assertThat(keys).hasSize(1000);
    int deletes = 0;
    int updates = 0;
    for (long i = 1000; i < 11_000; i++) {
      AssetOp op = OPS.op(i);
      if (op.kind() == AssetOp.Kind.DELETE) {
        deletes++;
        assertThat(keys).contains(op.key());
      } else if (keys.contains(op.key())) {
        updates++;
      }
    }
    assertThat(deletes).isBetween(900, 1100);
    assertThat(updates).isBetween(2800, 3200);
  }

  @Test
  void knowsHowManyBytesAChangeIsSentAs() throws Exception {
    for (long i = 900; i < 1100; i++) {
      DataOutputSerializer out = new DataOutputSerializer(100);
      new AssetOpSerializer().serialize(OPS.op(i), out);
      assertThat(BenchOps.encodedBytes(OPS.op(i))).isEqualTo(out.length());
    }
  }

  @Test
  void anAnswerWithoutTheNearestIsNotRight() {
    KnownQueries known = new KnownQueries(OPS);
    EnrichedRecord none =
        EnrichedRecord.builder("0", Status.OK).completeness(Completeness.EXACT).build();
    assertThat(KnownQueries.isExact(none)).isTrue();
    assertThat(known.isExactAndRight(none)).isFalse();
  }
}
