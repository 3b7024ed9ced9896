package io.flinkiscc.serve;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.TimeoutException;

/**
 * A call whose request waits, as bytes, until a thread takes it. The event loop fills it and puts
 * it into the queue; from then on the thread that takes it from there answers it, once.
 *
 * @param <R> the response
 */
abstract class WaitingCall<R extends Message> extends ServerCall.Listener<byte[]> {

  private final ServerCall<byte[], R> call;
  private final ServiceCalls service;
  private final Context context = Context.current();
  private final long arrived = System.nanoTime();
  private byte[] request;
  private boolean handedOver;
  private volatile boolean closed;

  WaitingCall(ServerCall<byte[], R> call, ServiceCalls service) {
    this.call = call;
    this.service = service;
    service.begun();
    // One more than is allowed, so that a second one is seen.
    call.request(2);
  }

  /** The request as it came. */
  final byte[] request() {
    return request;
  }

  final int bytes() {
    return request.length;
  }

  final long waitedNanos() {
    return System.nanoTime() - arrived;
  }

  /** Whether nobody waits for the answer any more. Any thread. */
  final boolean isDead() {
    return call.isCancelled() || context.isCancelled() || waitedNanos() > service.longestNanos();
  }

  @Override
  public void onMessage(byte[] message) {
    if (request == null) {
      request = message;
    } else {
      fail(Status.INVALID_ARGUMENT.withDescription("there are two requests in one call"));
    }
  }

  @Override
  public void onHalfClose() {
    if (request == null) {
      fail(Status.INVALID_ARGUMENT.withDescription("there is no request in the call"));
    } else if (!closed && !handedOver) {
      handedOver = true;
      service.enqueue(this);
    }
  }

  @Override
  public void onCancel() {
    boolean late = context.cancellationCause() instanceof TimeoutException;
    service.abandoned(this, late);
  }

  @Override
  public void onComplete() {
    service.ended();
  }

  /** Sends the answer, unless nobody waits for it. */
  final void answer(R response) {
    if (isDead()) {
      giveUp();
    } else if (!closed) {
      closed = true;
      call.sendHeaders(new Metadata());
      call.sendMessage(response);
      call.close(Status.OK, new Metadata());
    }
  }

  /** Ends the call without an answer because it came too late or the service closes. */
  final void giveUp() {
    if (!call.isCancelled()) {
      fail(service.unanswered());
    }
  }

  /** Ends the call without an answer, unless it has ended. */
  final void fail(Status status) {
    if (!closed) {
      closed = true;
      call.close(status, new Metadata());
    }
  }
}
