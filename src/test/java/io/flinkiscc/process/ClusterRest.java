package io.flinkiscc.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.jobgraph.JobResourceRequirements;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;

/** What a JobManager tells about its cluster and jobs. */
final class ClusterRest implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final URI base;
  private final RestClusterClient<StandaloneClusterId> client;

  ClusterRest(Configuration config) {
    this.base = URI.create("http://127.0.0.1:" + config.get(RestOptions.PORT));
    try {
      this.client = new RestClusterClient<>(config, StandaloneClusterId.getInstance());
    } catch (Exception e) {
      throw new IllegalStateException("no client for " + base, e);
    }
  }

  /** Number of registered task managers; 0 as long as the JobManager does not answer. */
  int taskManagers() throws InterruptedException {
    try {
      return get("/overview").path("taskmanagers").asInt();
    } catch (IOException notYet) {
      return 0;
    }
  }

  /**
   * The checkpoints of a job.
   *
   * @param restored how often it was restored from one
   * @param latest id of the last one that completed, savepoints not counted; 0 for none
   * @param path where that is
   * @param latestTriggered when it was triggered, milliseconds since 1970
   * @param latestRestored when the job was last restored, milliseconds since 1970
   */
  record Checkpoints(
      int restored, long latest, String path, long latestTriggered, long latestRestored) {}

  Checkpoints checkpoints(JobID job) throws IOException, InterruptedException {
    JsonNode all = get("/jobs/" + job + "/checkpoints");
    JsonNode completed = all.path("latest").path("completed");
    return new Checkpoints(
        all.path("counts").path("restored").asInt(),
        completed.path("id").asLong(),
        completed.path("external_path").asText(),
        completed.path("trigger_timestamp").asLong(),
        all.path("latest").path("restored").path("restore_timestamp").asLong());
  }

  /** Ids of the task managers that run tasks of an operator, deployed or still being so. */
  Set<String> whereabouts(JobID job, String operator) throws IOException, InterruptedException {
    Set<String> ids = new TreeSet<>();
    for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
      if (vertex.path("name").asText().contains(operator)) {
        for (JsonNode task :
            get("/jobs/" + job + "/vertices/" + vertex.path("id").asText()).path("subtasks")) {
          ids.add(task.path("taskmanager-id").asText());
        }
      }
    }
    return ids;
  }

  /** Present parallelism of an operator. */
  int parallelism(JobID job, String operator) throws IOException, InterruptedException {
    for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
      if (vertex.path("name").asText().contains(operator)) {
        return vertex.path("parallelism").asInt();
      }
    }
    throw new IOException("job " + job + " has no operator " + operator);
  }

  /** Whether every task of a job runs. */
  boolean running(JobID job) throws IOException, InterruptedException {
    JsonNode state = get("/jobs/" + job);
    if (!state.path("state").asText().equals("RUNNING")) {
      return false;
    }
    for (JsonNode vertex : state.path("vertices")) {
      if (vertex.path("tasks").path("RUNNING").asInt() < vertex.path("parallelism").asInt()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Asks the adaptive scheduler for another parallelism of all vertices that have more than one.
   */
  void rescale(JobID job, int parallelism) throws Exception {
    JobDetailsInfo details = client.getJobDetails(job).get();
    JobResourceRequirements.Builder wanted = JobResourceRequirements.newBuilder();
    for (JobDetailsInfo.JobVertexDetailsInfo vertex : details.getJobVertexInfos()) {
      int most = vertex.getMaxParallelism() == 1 ? 1 : parallelism;
      wanted.setParallelismForJobVertex(vertex.getJobVertexID(), 1, most);
    }
    client.updateJobResourceRequirements(job, wanted.build()).get();
  }

  /** Asks the JobManager to begin a checkpoint, without waiting for it. */
  void triggerCheckpoint(JobID job) {
    client.triggerCheckpoint(job, CheckpointType.CONFIGURED);
  }

  /** Has a checkpoint taken; returns when it is complete. */
  void checkpoint(JobID job) throws Exception {
    client.triggerCheckpoint(job, CheckpointType.CONFIGURED).get();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).build();
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(
          request.uri()
              + " answered "
              + response.statusCode()
              + ": "
              + new String(response.body()));
    }
    return json.readTree(response.body());
  }

  @Override
  public void close() {
    client.close();
  }
}
