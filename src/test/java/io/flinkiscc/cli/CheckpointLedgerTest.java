package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.state.CheckpointContents;
import io.flinkiscc.state.CheckpointContents.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointLedgerTest {

  private static final Part MANIFEST = new Part("", "", 300, false);

  private final CheckpointLedger ledger = new CheckpointLedger();

  private CheckpointLedger.Written next(Part... parts) {
    return ledger.next(new CheckpointContents(1000, List.of(parts)));
  }

  @Test
  void countsWhatIsNewOnly() {
    Part shard = new Part("shard-1", "/a", 70_000, true);
    Part delta = new Part("delta-1", "/b", 30_000, false);
    CheckpointLedger.Written first = next(MANIFEST, shard, delta);
    assertThat(first.shards()).isEqualTo(70_000);
    assertThat(first.logs()).isEqualTo(30_000);
    assertThat(first.all()).isEqualTo(101_000);
    assertThat(first.parts()).isEqualTo(3);
    Part small = new Part("delta-2", "", 500, false);
    CheckpointLedger.Written second = next(MANIFEST, shard, delta, small);
    assertThat(second.shards()).isZero();
    assertThat(second.logs()).isEqualTo(500);
    assertThat(second.all()).isEqualTo(1000);
    assertThat(second.referenced()).isEqualTo(70_000);
    assertThat(next(MANIFEST, shard, delta, small).logs()).isZero();
  }

  @Test
  void countsAFileThatTasksShareOnce() {
    Part shard = new Part("shard-1", "/a", 70_000, true);
    CheckpointLedger.Written written = next(MANIFEST, shard, MANIFEST, shard);
    assertThat(written.shards()).isEqualTo(70_000);
    assertThat(written.referenced()).isEqualTo(70_000);
  }

  @Test
  void seesThatAShardIsWrittenASecondTime() {
    next(MANIFEST, new Part("shard-1", "/a", 70_000, true));
    CheckpointLedger.Written again = next(MANIFEST, new Part("shard-1", "/b", 70_000, true));
    assertThat(again.shards()).isZero();
    assertThat(again.again()).isEqualTo(70_000);
    assertThat(again.all()).isEqualTo(71_000);
  }
}
