package io.flinkiscc.serve;

/**
 * Where a running query service can be asked.
 *
 * @param index uid of the index in its job
 * @param instance drawn when the service started; every answer carries it
 * @param host name or address for clients
 * @param port port of the service
 * @param tls whether clients have to speak TLS
 * @param epochMillis when it began to serve, milliseconds since 1970 UTC
 */
public record ServiceAddress(
    String index, String instance, String host, int port, boolean tls, long epochMillis) {}
