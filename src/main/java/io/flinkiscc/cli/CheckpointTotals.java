package io.flinkiscc.cli;

import java.util.Map;

/** What many checkpoints cost together. */
final class CheckpointTotals {

  private final Spread sync = new Spread();
  private final Spread async = new Spread();
  private final Spread all = new Spread();
  private final Spread logs = new Spread();
  private final Spread ratio = new Spread();
  private final Spread metadata = new Spread();
  private int count;
  private long encoded;
  private long uploaded;
  private long logged;
  private long sealed;
  private long again;
  private long parts;

  /**
   * Adds a checkpoint.
   *
   * @param encodedBytes encoded form of the changes since the one before
   */
  void add(CheckpointLedger.Written written, long encodedBytes, FlinkRest.Times times) {
    count++;
    sync.add(times.syncMillis());
    async.add(times.asyncMillis());
    all.add(times.allMillis());
    metadata.add(written.metadata());
    logs.add(written.logs());
    // With a seal tombstones are saved, and logs that are not needed any more are not.
    if (encodedBytes > 0 && written.shards() == 0) {
      ratio.add((double) written.logs() / encodedBytes);
    }
    encoded += encodedBytes;
    uploaded += written.all();
    logged += written.logs();
    sealed += written.shards();
    again += written.again();
    parts = Math.max(parts, written.parts());
  }

  /**
   * Tells all.
   *
   * @param firstSealed bytes that full shards were sealed into meanwhile, without compactions
   */
  Map<String, Object> figures(long firstSealed) {
    Map<String, Object> figures = BenchReport.figures();
    figures.put("checkpoints", count);
    sync.tell("sync_ms", figures);
    async.tell("async_ms", figures);
    all.tell("end_to_end_ms", figures);
    figures.put("encoded_bytes", encoded);
    figures.put("log_bytes", logged);
    logs.tell("log_bytes", figures);
    ratio.tell("log_per_encoded", figures);
    figures.put("log_per_encoded", (double) logged / Math.max(1, encoded));
    figures.put("uploaded_bytes", uploaded);
    figures.put("new_sealed_bytes", sealed);
    figures.put("reuploaded_sealed_bytes", again);
    figures.put("first_sealed_bytes", firstSealed);
    figures.put("amortised", (double) uploaded / Math.max(1, encoded + firstSealed));
    metadata.tell("metadata_bytes", figures);
    figures.put("parts_max", parts);
    return figures;
  }
}
