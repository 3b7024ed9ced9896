package io.flinkiscc.serve;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import org.apache.flink.metrics.Counter;

/**
 * Accepts a number of connections at a time and closes those above it before they cost anything.
 * For the thread of its event loop.
 */
final class BoundedServerChannel extends NioServerSocketChannel {

  private final ConnectionLimit limit;
  private final Counter refused;

  /**
   * @param refused counts the connections that were one too many
   */
  BoundedServerChannel(ConnectionLimit limit, Counter refused) {
    this.limit = limit;
    this.refused = refused;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int before = accepted.size();
    int count = super.doReadMessages(accepted);
    for (int i = accepted.size() - 1; i >= before; i--) {
      Channel connection = (Channel) accepted.get(i);
      if (limit.enter()) {
        connection.closeFuture().addListener(closed -> limit.leave());
      } else {
        refused.inc();
        connection.unsafe().closeForcibly();
        accepted.remove(i);
      }
    }
    return count;
  }
}
