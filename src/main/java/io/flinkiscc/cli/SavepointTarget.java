package io.flinkiscc.cli;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.WriteOutcome;
import io.flinkiscc.state.SavepointWriter;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Imports into a savepoint. */
final class SavepointTarget implements ImportTarget {

  private final SavepointWriter writer;
  private final Map<WriteOutcome, Long> outcomes = new EnumMap<>(WriteOutcome.class);

  SavepointTarget(SavepointWriter writer) {
    this.writer = writer;
  }

  @Override
  public void apply(AssetOp op) {
    outcomes.merge(writer.apply(op), 1L, Long::sum);
  }

  @Override
  public void finish(Map<String, Object> summary) throws IOException, InterruptedException {
    outcomes.forEach((what, n) -> summary.put(what.name().toLowerCase(Locale.ROOT), n));
    summary.put("live_assets", writer.liveAssets());
    summary.put("savepoint", writer.write());
  }

  @Override
  public void close() {
    writer.close();
  }
}
