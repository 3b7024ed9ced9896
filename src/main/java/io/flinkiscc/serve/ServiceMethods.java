package io.flinkiscc.serve;

import com.google.protobuf.Message;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.serve.proto.InfoRequest;
import io.flinkiscc.serve.proto.InfoResponse;
import io.flinkiscc.serve.proto.QueryServiceGrpc;
import io.flinkiscc.state.ServedTask;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The methods of the service. Requests that wait are left as the bytes they came as: the event loop
 * parses nothing, and what waits is as large as what was sent.
 */
final class ServiceMethods {

  private static final String UNKNOWN_VERSION = "unknown";

  private ServiceMethods() {}

  static ServerServiceDefinition of(ServiceCalls calls, ServedTask task, ServedIdentity identity) {
    var search = unparsed(QueryServiceGrpc.getSearchMethod());
    var get = unparsed(QueryServiceGrpc.getGetMethod());
    var info = QueryServiceGrpc.getInfoMethod();
    ServiceDescriptor service =
        ServiceDescriptor.newBuilder(QueryServiceGrpc.SERVICE_NAME)
            .setSchemaDescriptor(QueryServiceGrpc.getServiceDescriptor().getSchemaDescriptor())
            .addMethod(search)
            .addMethod(get)
            .addMethod(info)
            .build();
    return ServerServiceDefinition.builder(service)
        .addMethod(search, calls.handler(SearchCall::new))
        .addMethod(get, calls.handler(GetCall::new))
        .addMethod(
            info,
            ServerCalls.asyncUnaryCall(
                (InfoRequest request, StreamObserver<InfoResponse> to) -> {
                  to.onNext(info(task, identity));
                  to.onCompleted();
                }))
        .build();
  }

  private static <R extends Message> MethodDescriptor<byte[], R> unparsed(
      MethodDescriptor<?, R> method) {
    return method.toBuilder(new Bytes(), method.getResponseMarshaller()).build();
  }

  /** A few numbers; the event loop may look them up. */
  private static InfoResponse info(ServedTask task, ServedIdentity identity) {
    IndexSnapshot snapshot = task.latest();
    String version = ServiceMethods.class.getPackage().getImplementationVersion();
    InfoResponse.Builder info =
        InfoResponse.newBuilder()
            .setTask(identity.task())
            .setLiveAssets(snapshot.liveAssets())
            .setIndexTimeMicros(snapshot.maxEventTimeMicros())
            .setCheckpointId(task.committed().checkpointId())
            .setVersion(version == null ? UNKNOWN_VERSION : version);
    task.unitTypes().forEach(type -> info.addUnitTypes(type.name()));
    return info.build();
  }

  /** A message as it is. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
