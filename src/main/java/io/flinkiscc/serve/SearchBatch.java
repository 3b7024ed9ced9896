package io.flinkiscc.serve;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.match.MatchPart;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.Matcher;
import io.flinkiscc.serve.proto.Answer;
import io.flinkiscc.serve.proto.Consistency;
import io.flinkiscc.serve.proto.SearchRequest;
import io.flinkiscc.serve.proto.SearchResponse;
import io.flinkiscc.state.CommittedSnapshot;
import io.flinkiscc.state.ServedTask;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Search requests that are answered together: those of one consistency in one pass over one
 * snapshot. For one thread.
 */
final class SearchBatch {

  private static final Logger LOG = LoggerFactory.getLogger(SearchBatch.class);

  private final ServedTask task;
  private final ServedIdentity identity;
  private final QueryServiceOptions options;
  private final ServiceMetrics metrics;
  private final Responses responses;
  private final BooleanSupplier closing;
  private final Map<Consistency, List<Asked>> requests = new EnumMap<>(Consistency.class);
  private int queries;

  /** A request that can be answered. */
  private record Asked(SearchCall call, SearchRequest request) {}

  /**
   * @param closing whether nothing is to be answered any more
   */
  SearchBatch(
      ServedTask task,
      ServedIdentity identity,
      QueryServiceOptions options,
      ServiceMetrics metrics,
      Responses responses,
      BooleanSupplier closing) {
    this.task = task;
    this.identity = identity;
    this.options = options;
    this.metrics = metrics;
    this.responses = responses;
    this.closing = closing;
  }

  /** Whether another request may be added. */
  boolean hasRoom() {
    return queries < options.batch();
  }

  /** Adds a request, or refuses it at once. */
  void add(SearchCall call) {
    if (call.isDead()) {
      call.giveUp();
      return;
    }
    SearchRequest request;
    try {
      request = SearchRequest.parseFrom(call.request());
    } catch (InvalidProtocolBufferException e) {
      refuse(call, Status.INVALID_ARGUMENT, "the bytes are no SearchRequest: " + e.getMessage());
      return;
    }
    int asked = request.getQueriesCount();
    if (!identity.isMeant(request.getInstance())) {
      refuse(call, Status.FAILED_PRECONDITION, Refusals.otherInstance(identity));
    } else if (asked < 1 || asked > options.maxQueries()) {
      refuse(
          call,
          Status.INVALID_ARGUMENT,
          "there are " + asked + " queries, allowed are 1.." + options.maxQueries());
    } else if (request.getConsistency() == Consistency.UNRECOGNIZED) {
      refuse(call, Status.INVALID_ARGUMENT, Refusals.unknownConsistency());
    } else {
      queries += asked;
      requests
          .computeIfAbsent(request.getConsistency(), c -> new ArrayList<>())
          .add(new Asked(call, request));
    }
  }

  private void refuse(SearchCall call, Status status, String why) {
    metrics.invalid.inc();
    call.fail(status.withDescription(why));
  }

  /** Answers what was added. */
  void run() {
    requests.forEach(this::answer);
  }

  private void answer(Consistency consistency, List<Asked> asked) {
    try {
      run(consistency, asked);
    } catch (CancellationException e) {
      // Only when nobody waits for any of them.
      asked.forEach(a -> a.call().giveUp());
    } catch (RuntimeException | Error e) {
      if (asked.size() > 1) {
        // One of them is at fault; the others are to be answered.
        asked.forEach(a -> answer(consistency, List.of(a)));
      } else {
        metrics.failed.inc();
        LOG.error("The query service could not answer {} queries", queries, e);
        asked.forEach(a -> a.call().fail(Refusals.failed(e)));
      }
    }
  }

  private void run(Consistency consistency, List<Asked> requests) {
    long checkpointId = 0;
    IndexSnapshot snapshot;
    if (consistency == Consistency.COMMITTED) {
      CommittedSnapshot committed = task.committed();
      checkpointId = committed.checkpointId();
      snapshot = committed.snapshot();
    } else {
      snapshot = task.latest();
    }
    BooleanSupplier stop =
        () -> closing.getAsBoolean() || requests.stream().allMatch(a -> a.call().isDead());
    List<List<AskedQuery>> asked = new ArrayList<>();
    List<AskedQuery> open = new ArrayList<>();
    List<MatchQuery> terms = new ArrayList<>();
    for (Asked request : requests) {
      List<AskedQuery> ofRequest = new ArrayList<>();
      for (var query : request.request().getQueriesList()) {
        AskedQuery one = AskedQuery.of(query, task, identity, snapshot);
        ofRequest.add(one);
        one.terms()
            .ifPresent(
                t -> {
                  open.add(one);
                  terms.add(t);
                });
      }
      asked.add(ofRequest);
    }
    metrics.batch(asked.stream().mapToInt(List::size).sum());
    List<MatchPart> parts = new Matcher(task.rules()).matchAll(snapshot, terms, stop);
    for (int i = 0; i < parts.size(); i++) {
      open.get(i).answered(parts.get(i));
    }
    for (int i = 0; i < requests.size(); i++) {
      respond(requests.get(i).call(), asked.get(i), snapshot, checkpointId);
    }
  }

  private void respond(
      SearchCall call, List<AskedQuery> asked, IndexSnapshot snapshot, long checkpointId) {
    SearchResponse.Builder response =
        SearchResponse.newBuilder()
            .setTask(identity.task())
            .setIndexTimeMicros(snapshot.maxEventTimeMicros())
            .setCheckpointId(checkpointId);
    for (AskedQuery query : asked) {
      Answer answer = query.answer();
      if (answer.getStatus() == Answer.Status.INVALID) {
        metrics.invalid.inc();
      }
      response.addAnswers(answer);
    }
    responses.send(call, response.build());
  }
}
