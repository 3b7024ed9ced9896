package io.flinkiscc.serve;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Lets only those in who know the token. The health of the service is told to anybody. How long a
 * comparison takes tells nothing of the token: digests are compared, in constant time.
 */
final class TokenGate implements ServerInterceptor {

  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  static final String SCHEME = "Bearer ";

  private final byte[] wanted;
  private final ServiceMetrics metrics;

  TokenGate(String token, ServiceMetrics metrics) {
    this.wanted = digest(SCHEME + token);
    this.metrics = metrics;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String given = headers.get(AUTHORIZATION);
    boolean open = HealthGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName());
    if (open || given != null && MessageDigest.isEqual(wanted, digest(given))) {
      return next.startCall(call, headers);
    }
    metrics.unauthenticated.inc();
    call.close(
        Status.UNAUTHENTICATED.withDescription(
            "the metadata \"authorization\" is "
                + (given == null ? "missing" : "not the one of this service")
                + "; give \"Bearer <token>\""),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
