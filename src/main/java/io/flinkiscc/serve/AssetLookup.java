package io.flinkiscc.serve;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flinkiscc.index.Asset;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.serve.proto.Consistency;
import io.flinkiscc.serve.proto.GetRequest;
import io.flinkiscc.serve.proto.GetResponse;
import io.flinkiscc.state.ServedTask;
import io.grpc.Status;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the method Get. Any thread. */
final class AssetLookup {

  private static final Logger LOG = LoggerFactory.getLogger(AssetLookup.class);

  private final ServedTask task;
  private final ServedIdentity identity;
  private final ServiceMetrics metrics;
  private final Responses responses;

  AssetLookup(
      ServedTask task, ServedIdentity identity, ServiceMetrics metrics, Responses responses) {
    this.task = task;
    this.identity = identity;
    this.metrics = metrics;
    this.responses = responses;
  }

  void answer(GetCall call) {
    if (call.isDead()) {
      call.giveUp();
      return;
    }
    try {
      GetRequest request = GetRequest.parseFrom(call.request());
      IsccId id = MessageFields.checked("iscc_id", () -> IsccId.parse(request.getIsccId()));
      if (!identity.isMeant(request.getInstance())) {
        refuse(call, Status.FAILED_PRECONDITION, Refusals.otherInstance(identity));
      } else if (id.realm() != task.realm()) {
        refuse(call, Status.INVALID_ARGUMENT, AskedQuery.wrongRealm(id, task));
      } else if (request.getConsistency() == Consistency.UNRECOGNIZED) {
        refuse(call, Status.INVALID_ARGUMENT, Refusals.unknownConsistency());
      } else {
        responses.send(call, response(id.body(), request.getConsistency()));
      }
    } catch (InvalidProtocolBufferException e) {
      refuse(call, Status.INVALID_ARGUMENT, "the bytes are no GetRequest: " + e.getMessage());
    } catch (InvalidMessageException e) {
      refuse(call, Status.INVALID_ARGUMENT, e.getMessage());
    } catch (RuntimeException | Error e) {
      metrics.failed.inc();
      LOG.error("The query service could not answer", e);
      call.fail(Refusals.failed(e));
    }
  }

  private void refuse(GetCall call, Status status, String why) {
    metrics.invalid.inc();
    call.fail(status.withDescription(why));
  }

  private GetResponse response(long key, Consistency consistency) {
    GetResponse.Builder response = GetResponse.newBuilder().setTask(identity.task());
    if (!identity.holds(key)) {
      return response.setStatus(GetResponse.Status.NOT_HERE).build();
    }
    IndexSnapshot snapshot =
        consistency == Consistency.COMMITTED ? task.committed().snapshot() : task.latest();
    Optional<Asset> asset = snapshot.get(key);
    return asset.isPresent()
        ? response.setStatus(GetResponse.Status.FOUND).setAsset(AssetProto.of(asset.get())).build()
        : response.setStatus(GetResponse.Status.NOT_FOUND).build();
  }
}
