package io.flinkiscc.serve;

import com.google.protobuf.Message;

/** Sends responses that are not too large. */
final class Responses {

  private Responses() {}

  static <R extends Message> void send(
      WaitingCall<R> call, R response, QueryServiceOptions options, ServiceMetrics metrics) {
    int bytes = response.getSerializedSize();
    if (bytes < 0 || bytes > options.maxMessageBytes()) {
      metrics.invalid.inc();
      call.fail(Refusals.tooLarge(bytes, options.maxMessageBytes()));
    } else {
      call.answer(response);
      metrics.answered(call.waitedNanos());
    }
  }
}
