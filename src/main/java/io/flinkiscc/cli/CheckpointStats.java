package io.flinkiscc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * What Flink's web interface tells about the checkpoints of a job.
 *
 * @param completed number of completed checkpoints
 * @param failed number of failed ones
 * @param lastBytes size of the last one
 * @param averageMillis mean time from trigger to completion
 */
record CheckpointStats(long completed, long failed, long lastBytes, long averageMillis) {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /**
   * Asks for the statistics.
   *
   * @param web base address of the web interface
   * @param jobId the job
   */
  static CheckpointStats of(URI web, String jobId) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(web.resolve("/jobs/" + jobId + "/checkpoints"))
            .timeout(TIMEOUT)
            .build();
    HttpResponse<byte[]> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(request.uri() + " answered with status " + response.statusCode());
    }
    JsonNode json = new ObjectMapper().readTree(response.body());
    return new CheckpointStats(
        json.path("counts").path("completed").asLong(),
        json.path("counts").path("failed").asLong(),
        json.path("latest").path("completed").path("state_size").asLong(),
        json.path("summary").path("end_to_end_duration").path("avg").asLong());
  }
}
