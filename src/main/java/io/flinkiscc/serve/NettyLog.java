package io.flinkiscc.serve;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Netty logs every connection and stream that a client breaks, with a stack trace, so that any
 * client could fill the disk. What goes wrong in the service itself is still logged.
 */
final class NettyLog {

  private static final String NETTY = "io.grpc.netty.shaded.io.grpc.netty.";

  /** Held here, as a logger that nobody holds forgets its level. */
  private static final List<Logger> LOGGERS =
      List.of(
          Logger.getLogger(NETTY + "NettyServerHandler"),
          Logger.getLogger(NETTY + "NettyServerTransport.connections"));

  private NettyLog() {}

  static void quieten() {
    LOGGERS.forEach(logger -> logger.setLevel(Level.SEVERE));
  }
}
