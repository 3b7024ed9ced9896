package io.flinkiscc.serve;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the files of certificates, keys and tokens. */
final class ServiceSecrets {

  private static final int LONGEST_TOKEN = 4096;

  private ServiceSecrets() {}

  /**
   * The certificates and keys of a service.
   *
   * @throws IOException naming the files, if they cannot be read or are no certificates and key
   */
  static SslContext sslContext(ServiceTls tls) throws IOException {
    try {
      SslContextBuilder context =
          SslContextBuilder.forServer(file(tls.certificateChain()), file(tls.privateKey()));
      if (tls.clientCa() != null) {
        context.trustManager(file(tls.clientCa())).clientAuth(ClientAuth.REQUIRE);
      }
      return GrpcSslContexts.configure(context, SslProvider.JDK).build();
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          "The query service cannot talk TLS with the files "
              + tls
              + ": wanted are certificates and a private key (PKCS#8, not encrypted) in PEM",
          e);
    }
  }

  private static File file(String path) throws IOException {
    File file = new File(path);
    if (!file.canRead()) {
      throw new IOException(path + " is not there or cannot be read by this process");
    }
    return file;
  }

  /**
   * The token that clients have to know.
   *
   * @throws IOException if the file cannot be read or has no token
   */
  static Optional<String> token(QueryServiceOptions options) throws IOException {
    if (options.tokenFile().isEmpty()) {
      return options.token();
    }
    Path path = Path.of(options.tokenFile().get());
    if (Files.size(path) > LONGEST_TOKEN) {
      throw new IOException(
          "The token file " + path + " has more than " + LONGEST_TOKEN + " bytes");
    }
    String token = Files.readString(path).strip();
    if (!QueryServiceOptionsBuilder.isToken(token)) {
      throw new IOException(
          "The token file " + path + " has no token: wanted is printable ASCII without blanks");
    }
    return Optional.of(token);
  }
}
