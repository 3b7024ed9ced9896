package io.flinkiscc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.index.RandomAssets;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.serve.Endpoint;
import io.flinkiscc.serve.EndpointRegistry;
import io.flinkiscc.serve.QueryServiceOptions;
import io.flinkiscc.serve.RegistryOptions;
import io.flinkiscc.serve.proto.Answer;
import io.flinkiscc.serve.proto.Consistency;
import io.flinkiscc.serve.proto.GetRequest;
import io.flinkiscc.serve.proto.GetResponse;
import io.flinkiscc.serve.proto.InfoRequest;
import io.flinkiscc.serve.proto.InfoResponse;
import io.flinkiscc.serve.proto.Query;
import io.flinkiscc.serve.proto.QueryServiceGrpc;
import io.flinkiscc.serve.proto.SearchRequest;
import io.flinkiscc.serve.proto.SearchResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The query services of a job that goes on taking records and checkpoints. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ServiceWhileIngestingITCase {

  /** More can be asked for by hand; each takes a file descriptor of this process. */
  private static final int CONNECTIONS = Integer.getInteger("hostile.connections", 2000);

  private static final int ALLOWED = 30;

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @TempDir Path checkpoints;
  @TempDir Path registry;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final Random random = new Random(5);

  @AfterEach
  void closeChannels() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private JobClient start(CheckpointedJob job) throws Exception {
    job.serve(
        QueryServiceOptions.builder()
            .threads(1)
            .connections(ALLOWED)
            .registry(RegistryOptions.of("dir:" + registry))
            .build());
    return job.start(2, null);
  }

  private List<Endpoint> endpoints() throws IOException {
    try (EndpointRegistry all = RegistryOptions.of("dir:" + registry).open()) {
      return all.list();
    }
  }

  private List<QueryServiceGrpc.QueryServiceBlockingStub> clients() throws IOException {
    await().atMost(CheckpointedJob.PATIENCE).until(() -> endpoints().size() == 2);
    return endpoints().stream().map(this::client).toList();
  }

  private QueryServiceGrpc.QueryServiceBlockingStub client(Endpoint endpoint) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port()).usePlaintext().build();
    channels.add(channel);
    return QueryServiceGrpc.newBlockingStub(channel);
  }

  private static SearchRequest request(Consistency consistency) {
    IsccUnit unit =
        IsccUnit.of(
            UnitType.CONTENT_TEXT_V0, new RandomAssets(new Random(1)).code().prefix(32).toBytes());
    return SearchRequest.newBuilder()
        .setConsistency(consistency)
        .addQueries(Query.newBuilder().addCodes(unit.canonical()).setIncludeUnitMatches(true))
        .build();
  }

  @Test
  void committedIsWhatTheLastCheckpointHolds(@InjectMiniCluster MiniCluster cluster)
      throws Exception {
    JobClient job = start(new CheckpointedJob(checkpoints));
    List<QueryServiceGrpc.QueryServiceBlockingStub> clients = clients();
    CheckpointedJob.awaitChanges(job, 300);
    for (var client : clients) {
      assertThat(client.info(InfoRequest.getDefaultInstance()).getLiveAssets()).isPositive();
      SearchResponse none = client.search(request(Consistency.COMMITTED));
      assertThat(none.getCheckpointId()).isZero();
      assertThat(none.getAnswers(0).getUnitMatchesList()).allMatch(u -> u.getHitsCount() == 0);
    }
    SharedStateITCase.complete(job, cluster);
    for (var client : clients) {
      await()
          .atMost(CheckpointedJob.PATIENCE)
          .until(() -> client.search(request(Consistency.COMMITTED)).getCheckpointId() > 0);
    }
    // What came later is known, but not committed. Changes 0, 31, 62 ... are of keys 0, 961 ...
    IsccId late = lateAsset(job, clients);
    assertThat(statuses(clients, late, Consistency.LATEST)).contains(GetResponse.Status.FOUND);
    assertThat(statuses(clients, late, Consistency.COMMITTED))
        .doesNotContain(GetResponse.Status.FOUND);
    SharedStateITCase.complete(job, cluster);
    await()
        .atMost(CheckpointedJob.PATIENCE)
        .until(
            () ->
                statuses(clients, late, Consistency.COMMITTED).contains(GetResponse.Status.FOUND));
    job.cancel().get();
  }

  /** An asset that is there now and was not when the last checkpoint was taken. */
  private IsccId lateAsset(JobClient job, List<QueryServiceGrpc.QueryServiceBlockingStub> clients) {
    for (int tries = 0; tries < 100; tries++) {
      CheckpointedJob.awaitChanges(job, 100);
      for (long key = 0; key < 3000; key++) {
        IsccId id = IsccId.of(0, key);
        if (statuses(clients, id, Consistency.LATEST).contains(GetResponse.Status.FOUND)
            && !statuses(clients, id, Consistency.COMMITTED).contains(GetResponse.Status.FOUND)) {
          return id;
        }
      }
    }
    throw new AssertionError("nothing is known that is not committed");
  }

  private static List<GetResponse.Status> statuses(
      List<QueryServiceGrpc.QueryServiceBlockingStub> clients, IsccId id, Consistency which) {
    GetRequest request =
        GetRequest.newBuilder().setIsccId(id.canonical()).setConsistency(which).build();
    return clients.stream().map(client -> client.get(request).getStatus()).toList();
  }

  @Test
  void hostileClientsHoldUpNothing(@InjectMiniCluster MiniCluster cluster) throws Exception {
    JobClient job = start(new CheckpointedJob(checkpoints));
    List<QueryServiceGrpc.QueryServiceBlockingStub> clients = clients();
    clients.forEach(client -> client.search(request(Consistency.LATEST)));
    int port = endpoints().get(0).port();
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket socket = new Socket("127.0.0.1", port);
      sockets.add(socket);
      byte[] garbage = new byte[random.nextInt(2000)];
      random.nextBytes(garbage);
      try {
        socket.getOutputStream().write(garbage);
      } catch (IOException closedByTheService) {
        // As it should be.
      }
    }
    CheckpointedJob.awaitChanges(job, 300);
    SharedStateITCase.complete(job, cluster);
    for (var client : clients) {
      InfoResponse info = client.info(InfoRequest.getDefaultInstance());
      assertThat(info.getLiveAssets()).isPositive();
      assertThat(client.search(request(Consistency.LATEST)).getAnswers(0).getStatus())
          .isEqualTo(Answer.Status.OK);
    }
    for (Socket socket : sockets) {
      socket.close();
    }
    job.cancel().get();
    await().atMost(CheckpointedJob.PATIENCE).until(() -> endpoints().isEmpty());
    await().atMost(CheckpointedJob.PATIENCE).until(() -> serviceThreads() == 0);
  }

  @Test
  void aFailureStartsTheServicesAnew(@InjectMiniCluster MiniCluster cluster) throws Exception {
    JobClient job = start(new CheckpointedJob(checkpoints));
    clients();
    List<String> before = endpoints().stream().map(Endpoint::instance).toList();
    CheckpointedJob.awaitChanges(job, 100);
    SharedStateITCase.complete(job, cluster);
    CheckpointedJob.failOnce();
    await()
        .atMost(CheckpointedJob.PATIENCE)
        .until(
            () ->
                endpoints().size() == 2
                    && endpoints().stream().noneMatch(e -> before.contains(e.instance())));
    for (Endpoint endpoint : endpoints()) {
      assertThat(endpoint.task().attempt()).isPositive();
      SearchResponse committed = client(endpoint).search(request(Consistency.COMMITTED));
      assertThat(committed.getCheckpointId()).isPositive();
      assertThat(committed.getTask().getInstance()).isEqualTo(endpoint.instance());
    }
    job.cancel().get();
  }

  private static long serviceThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("iscc-service-"))
        .count();
  }
}
