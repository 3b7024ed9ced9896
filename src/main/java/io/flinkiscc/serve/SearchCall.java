package io.flinkiscc.serve;

import io.flinkiscc.serve.proto.SearchResponse;
import io.grpc.ServerCall;

/** A waiting call of the method Search. */
final class SearchCall extends WaitingCall<SearchResponse> {

  SearchCall(ServerCall<byte[], SearchResponse> call, ServiceCalls service) {
    super(call, service);
  }
}
