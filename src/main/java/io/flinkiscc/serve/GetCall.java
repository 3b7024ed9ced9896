package io.flinkiscc.serve;

import io.flinkiscc.serve.proto.GetResponse;
import io.grpc.ServerCall;

/** A waiting call of the method Get. */
final class GetCall extends WaitingCall<GetResponse> {

  GetCall(ServerCall<byte[], GetResponse> call, ServiceCalls service) {
    super(call, service);
  }
}
