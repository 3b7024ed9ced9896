package io.flinkiscc.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.match.AssetMatch;
import io.flinkiscc.match.MatchPart;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.state.EnrichOperator;
import io.flinkiscc.state.IndexAnswer;
import io.flinkiscc.state.IndexAnswerSerializer;
import io.flinkiscc.state.IndexIdentity;
import io.flinkiscc.state.IndexOperator;
import io.flinkiscc.state.IndexQuery;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;

/**
 * A checkpoint or savepoint of a {@link ChurnJob}, restored in this JVM and compared with the log
 * key by key.
 */
final class SavedJob {

  private static final int NEAREST_QUERIES = 3;
  private static final int REDELIVERIES = 500;

  private final String path;
  private final CheckpointMetadata metadata;

  /**
   * Reads what it consists of.
   *
   * @param path directory of a checkpoint that was taken aligned
   * @throws IOException if it is not there
   */
  SavedJob(String path) throws IOException {
    this.path = path;
    Path file = new Path(path, "_metadata");
    try (DataInputStream in = new DataInputStream(file.getFileSystem().open(file))) {
      metadata = Checkpoints.loadCheckpointMetadata(in, SavedJob.class.getClassLoader(), path);
    }
  }

  /** Number of changes that the job had taken. */
  long changes() throws Exception {
    BitSet seen = seen(ChurnJob.CHANGES);
    assertThat(seen.cardinality()).as("changes of %s, without gaps", path).isEqualTo(seen.length());
    return seen.length();
  }

  /** Numbers of the queries that the job had taken. */
  BitSet queries() throws Exception {
    return seen(ChurnJob.QUERIES);
  }

  /** Numbers of the queries whose results the job had given out. */
  BitSet results() throws Exception {
    return seen(ChurnJob.RESULTS);
  }

  private BitSet seen(String uid) throws Exception {
    Seen<Long> function = new Seen<>(Math::toIntExact);
    try (var harness =
        new OneInputStreamOperatorTestHarness<Long, Long>(new StreamMap<>(function), 1, 1, 0)) {
      harness.setup(LongSerializer.INSTANCE);
      harness.initializeState(whole(uid));
      harness.open();
      return function.numbers();
    }
  }

  private OperatorState operator(String uid) {
    return metadata.getOperatorStates().stream()
        .filter(s -> s.getOperatorUid().orElse("").equals(uid))
        .findAny()
        .orElseThrow(() -> new AssertionError(path + " has no state of " + uid));
  }

  private OperatorSubtaskState whole(String uid) throws Exception {
    return AbstractStreamOperatorTestHarness.repackageState(
        operator(uid).getStates().toArray(OperatorSubtaskState[]::new));
  }

  /** URIs of the files in directories of shared state that it refers to. */
  Set<String> sharedFiles() {
    Set<String> files = new TreeSet<>();
    for (OperatorState operator : metadata.getOperatorStates()) {
      for (OperatorSubtaskState task : operator.getStates()) {
        task.getManagedKeyedState().forEach(handle -> addShared(handle, files));
      }
    }
    return files;
  }

  private static void addShared(KeyedStateHandle handle, Set<String> files) {
    if (handle instanceof IncrementalRemoteKeyedStateHandle incremental) {
      for (HandleAndLocalPath part : incremental.getSharedState()) {
        if (part.getHandle() instanceof FileStateHandle file) {
          files.add(file.getFilePath().toString());
        }
      }
    }
  }

  /**
   * Restores the index and compares all of it, then delivers old records again, which must change
   * nothing.
   *
   * @param oracle of the log up to {@link #changes()}
   * @param parallelism to restore with
   * @param random for what is asked
   * @param what told in failures
   */
  void assertIndexHolds(LogOracle oracle, int parallelism, Random random, String what)
      throws Exception {
    OperatorState saved = operator(ChurnJob.INDEX);
    OperatorSubtaskState whole = whole(ChurnJob.INDEX);
    Map<Long, Asset> live = oracle.live();
    List<AssetOp> old = redeliveries(oracle, random);
    List<Code> codes = new ArrayList<>();
    for (int i = 0; i < NEAREST_QUERIES; i++) {
      codes.add(ChangeLog.strangeCode(random.nextLong()));
    }
    List<MatchPart> parts = new ArrayList<>();
    List<MatchPart> again = new ArrayList<>();
    for (int task = 0; task < parallelism; task++) {
      OperatorSubtaskState own =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              whole, ChurnJob.KEY_GROUPS, saved.getParallelism(), parallelism, task);
      try (var harness =
          new TwoInputStreamOperatorTestHarness<AssetOp, IndexQuery, IndexAnswer>(
              new EnrichOperator(ChurnJob.indexOptions(), new IndexIdentity(0, false)),
              ChurnJob.KEY_GROUPS,
              parallelism,
              task)) {
        harness.setup(new IndexAnswerSerializer());
        harness.initializeState(own);
        harness.open();
        long route = IndexOperator.routeKeys(ChurnJob.KEY_GROUPS, parallelism)[task];
        List<MatchQuery> queries = queries(codes);
        for (MatchQuery query : queries) {
          harness.processElement2(new StreamRecord<>(new IndexQuery(1, route, query)));
        }
        for (AssetOp op : old) {
          if (KeyGroupRangeAssignment.assignKeyToParallelOperator(
                  op.key(), ChurnJob.KEY_GROUPS, parallelism)
              == task) {
            harness.processElement1(new StreamRecord<>(op));
          }
        }
        for (MatchQuery query : queries) {
          harness.processElement2(new StreamRecord<>(new IndexQuery(1, route, query)));
        }
        List<IndexAnswer> answers = harness.extractOutputValues();
        answers.subList(0, queries.size()).forEach(a -> parts.add(a.part()));
        answers.subList(queries.size(), answers.size()).forEach(a -> again.add(a.part()));
      }
    }
    String which = "%s, %s restored with parallelism %d".formatted(what, path, parallelism);
    assertContent(parts, live, codes, which);
    assertContent(again, live, codes, which + ", after old records came again");
  }

  /** Records that are not newer than what is known of their keys. */
  private static List<AssetOp> redeliveries(LogOracle oracle, Random random) {
    List<AssetOp> old = new ArrayList<>();
    oracle
        .known()
        .forEach(
            (key, known) -> {
              if (known.seq() != AssetOp.NO_SEQ && old.size() < REDELIVERIES) {
                long seq = known.seq() - random.nextInt((int) Math.min(known.seq() + 1, 100));
                Asset stale = oracle.staleAsset(key, random.nextLong());
                old.add(
                    random.nextInt(4) == 0 && known.asset() != null
                        ? AssetOp.delete(key, seq, 0)
                        : AssetOp.upsert(stale, seq, 0));
              }
            });
    return old;
  }

  private static List<MatchQuery> queries(List<Code> codes) {
    List<MatchQuery> queries = new ArrayList<>();
    for (int bucket = 0; bucket < ChangeLog.buckets(); bucket++) {
      queries.add(
          MatchQuery.builder()
              .unit(ChangeLog.BUCKET, ChangeLog.bucketCode(bucket))
              .limit(MatchQuery.MAX_LIMIT)
              .includeUnitMatches(true)
              .exact(true)
              .build());
    }
    for (Code code : codes) {
      queries.add(
          MatchQuery.builder()
              .unit(ChangeLog.OWN, code)
              .threshold(OptionalDouble.of(1))
              .limit(MatchQuery.MAX_LIMIT)
              .includeUnitMatches(true)
              .exact(true)
              .build());
    }
    return queries;
  }

  private static void assertContent(
      List<MatchPart> parts, Map<Long, Asset> live, List<Code> codes, String what) {
    Map<Long, String> found = new TreeMap<>();
    List<UnitHit> inBuckets = new ArrayList<>();
    Map<Integer, List<UnitHit>> nearest = new HashMap<>();
    int perTask = ChangeLog.buckets() + codes.size();
    for (int i = 0; i < parts.size(); i++) {
      MatchPart part = parts.get(i);
      int query = i % perTask;
      if (query < ChangeLog.buckets()) {
        for (AssetMatch match : part.matches()) {
          found.put(match.key(), new String(match.metadata(), StandardCharsets.UTF_8));
        }
        inBuckets.addAll(part.unitMatches().getOrDefault(ChangeLog.BUCKET, List.of()));
      } else {
        nearest
            .computeIfAbsent(query - ChangeLog.buckets(), q -> new ArrayList<>())
            .addAll(part.unitMatches().getOrDefault(ChangeLog.OWN, List.of()));
      }
    }
    Map<Long, String> expected = new TreeMap<>();
    live.forEach(
        (key, asset) -> expected.put(key, new String(asset.metadata(), StandardCharsets.UTF_8)));
    assertThat(found).as("assets of %s", what).isEqualTo(expected);
    assertThat(inBuckets.stream().map(UnitHit::key).sorted().toList())
        .as("entries of %s", what)
        .isEqualTo(live.keySet().stream().sorted().toList());
    nearest.forEach(
        (query, hits) ->
            assertThat(hits.stream().sorted().limit(MatchQuery.MAX_LIMIT).toList())
                .as("nearest of code %d of %s", query, what)
                .isEqualTo(nearest(live, codes.get(query))));
  }

  private static List<UnitHit> nearest(Map<Long, Asset> live, Code code) {
    return live.values().stream()
        .map(a -> new UnitHit(a.key(), a.units().get(ChangeLog.OWN).hamming(code), code.bits()))
        .sorted()
        .limit(MatchQuery.MAX_LIMIT)
        .toList();
  }
}
