package io.flinkiscc.serve;

import java.io.Serializable;

/**
 * Whom a client trusts, and who it is.
 *
 * @param trustedCertificates PEM file of the certificates to trust; null for those Java trusts
 * @param certificate PEM file of the client's own certificate chain; null for none
 * @param key PEM file of its private key (PKCS 8, not encrypted); null for none
 * @param serverName name that the certificates of the tasks are for; null for the host of each
 */
public record ClientTls(
    String trustedCertificates, String certificate, String key, String serverName)
    implements Serializable {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if only one of certificate and key is given
   */
  public ClientTls {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "certificate is " + certificate + " and key is " + key + ": give both or none");
    }
  }

  /** Trusts the certificates of a PEM file, and shows none. */
  public static ClientTls trusting(String certificates) {
    return new ClientTls(certificates, null, null, null);
  }
}
