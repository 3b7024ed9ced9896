package io.flinkiscc.serve;

import java.io.Serializable;
import java.util.Objects;

/**
 * How a query service proves who it is, and who may ask it. The files are read where the service
 * runs, when it starts.
 *
 * @param certificateChain file with the certificate of the service and those that signed it, PEM
 * @param privateKey file with its private key, PKCS#8 in PEM, not encrypted
 * @param clientCa file with the certificates that sign those of clients, PEM; null if clients need
 *     none
 */
public record ServiceTls(String certificateChain, String privateKey, String clientCa)
    implements Serializable {

  /**
   * Checks that the files are named.
   *
   * @throws NullPointerException if certificate or key is missing
   */
  public ServiceTls {
    Objects.requireNonNull(certificateChain, "certificateChain");
    Objects.requireNonNull(privateKey, "privateKey");
  }
}
