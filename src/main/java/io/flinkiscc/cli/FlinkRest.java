package io.flinkiscc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** What Flink's web interface tells about one job. */
final class FlinkRest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A cluster in this JVM may get no time for a while when the machine is busy. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final URI job;

  /**
   * @param web base address of the web interface
   * @param jobId the job
   */
  FlinkRest(URI web, String jobId) {
    this.job = web.resolve("/jobs/" + jobId);
  }

  /** Records that the tasks of an operator have taken in, a moment ago; 0 if it is not there. */
  long recordsIn(String operator) throws IOException, InterruptedException {
    for (JsonNode vertex : get("").path("vertices")) {
      if (vertex.path("name").asText().equals(operator)) {
        return vertex.path("metrics").path("read-records").asLong();
      }
    }
    return 0;
  }

  /** Sum of a metric over the tasks of an operator, a moment ago; 0 if it is not there. */
  long metricSum(String operator, String metric) throws IOException, InterruptedException {
    for (JsonNode vertex : get("").path("vertices")) {
      if (vertex.path("name").asText().equals(operator)) {
        String query = "?agg=sum&get=" + operator + "." + metric;
        JsonNode sums =
            get("/vertices/" + vertex.path("id").asText() + "/subtasks/metrics" + query);
        return sums.path(0).path("sum").asLong();
      }
    }
    return 0;
  }

  /**
   * A metric over the tasks of an operator, a moment ago; nothing if it is not there.
   *
   * @param operator its name, with which that of its chain begins
   * @param how {@code sum}, {@code max} or {@code min}
   */
  OptionalDouble metric(String operator, String metric, String how)
      throws IOException, InterruptedException {
    String vertex = chainOf(operator);
    if (vertex == null) {
      return OptionalDouble.empty();
    }
    String query = "?agg=" + how + "&get=" + operator + "." + metric;
    JsonNode value = get("/vertices/" + vertex + "/subtasks/metrics" + query).path(0).path(how);
    return value.isNumber() || value.isTextual()
        ? OptionalDouble.of(value.asDouble())
        : OptionalDouble.empty();
  }

  /**
   * Times of one checkpoint of an operator: the longest of its tasks. Waits until it is told of,
   * ten seconds at most.
   */
  Times times(long checkpoint, String operator) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try {
        return timesNow(checkpoint, operator);
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  private Times timesNow(long checkpoint, String operator)
      throws IOException, InterruptedException {
    JsonNode tasks =
        get("/checkpoints/details/" + checkpoint + "/subtasks/" + chainOf(operator))
            .path("subtasks");
    long sync = 0;
    long async = 0;
    for (JsonNode task : tasks) {
      sync = Math.max(sync, task.path("checkpoint").path("sync").asLong());
      async = Math.max(async, task.path("checkpoint").path("async").asLong());
    }
    long all = get("/checkpoints/details/" + checkpoint).path("end_to_end_duration").asLong();
    return new Times(sync, async, all);
  }

  private String chainOf(String operator) throws IOException, InterruptedException {
    for (JsonNode vertex : get("").path("vertices")) {
      String name = vertex.path("name").asText();
      if (name.equals(operator) || name.startsWith(operator + " ")) {
        return vertex.path("id").asText();
      }
    }
    return null;
  }

  /** What is known of the checkpoints. */
  Checkpoints checkpoints() throws IOException, InterruptedException {
    JsonNode stats = get("/checkpoints");
    // The counter of failures also counts what was asked for before all tasks were running.
    long failed = 0;
    for (JsonNode checkpoint : stats.path("history")) {
      failed += checkpoint.path("status").asText().equals("FAILED") ? 1 : 0;
    }
    return new Checkpoints(
        stats.path("counts").path("completed").asLong(),
        failed,
        stats.path("latest").path("completed").path("state_size").asLong(),
        stats.path("summary").path("end_to_end_duration").path("avg").asLong());
  }

  /** Waits until the web interface no longer answers, ten seconds at most. */
  void awaitDown() throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      try (Socket socket = new Socket(job.getHost(), job.getPort())) {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (IOException e) {
        return;
      }
    }
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(job + path)).timeout(ANSWER_TIMEOUT).build();
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(request.uri() + " answered with status " + response.statusCode());
    }
    return json.readTree(response.body());
  }

  /**
   * Times of a checkpoint.
   *
   * @param syncMillis how long a task stood still
   * @param asyncMillis how long a task wrote
   * @param allMillis from the trigger to the end of all tasks
   */
  record Times(long syncMillis, long asyncMillis, long allMillis) {}

  /**
   * Checkpoints of a job.
   *
   * @param completed number of completed ones
   * @param failed number of failed ones among the last ten
   * @param lastBytes size of the last one
   * @param averageMillis mean time from trigger to completion
   */
  record Checkpoints(long completed, long failed, long lastBytes, long averageMillis) {}
}
