package io.flinkiscc.serve;

import com.google.protobuf.Message;

/** Sends responses that are not too large, and no more than clients take. Any thread. */
final class Responses {

  private final int mostBytes;
  private final BoundedMemory memory;
  private final ServiceMetrics metrics;

  Responses(int mostBytes, BoundedMemory memory, ServiceMetrics metrics) {
    this.mostBytes = mostBytes;
    this.memory = memory;
    this.metrics = metrics;
  }

  <R extends Message> void send(WaitingCall<R> call, R response) {
    int bytes = response.getSerializedSize();
    if (bytes < 0 || bytes > mostBytes) {
      metrics.invalid.inc();
      call.fail(Refusals.tooLarge(bytes, mostBytes));
    } else if (!memory.hasRoomFor(bytes)) {
      metrics.refused.inc();
      call.fail(Refusals.notTaken());
    } else {
      call.answer(response);
      metrics.answered(call.waitedNanos());
    }
  }
}
