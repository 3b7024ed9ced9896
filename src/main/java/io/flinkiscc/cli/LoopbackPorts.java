package io.flinkiscc.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports of the loopback interface.
 *
 * <p>They come from 20000 to 29999, below the range from which Linux, macOS and Windows give ports
 * to outgoing connections: a client that keeps knocking at a stopped server's port of that range
 * may be given that very port, connect to itself and keep the server from coming back.
 *
 * <p>A port is free at the time of the call only; who uses it must be ready to find it taken.
 */
public final class LoopbackPorts {
  private static final int FIRST = 20_000;
  private static final int COUNT = 10_000;
  private static final int MAX_TRIES = 1_000;

  private LoopbackPorts() {}

  /**
   * Different free ports.
   *
   * @param count how many, 1 to 100
   * @return the ports, each bound by nobody a moment ago
   * @throws IllegalStateException if that many free ports were not found
   */
  public static int[] free(int count) {
    if (count < 1 || count > 100) {
      throw new IllegalArgumentException("count must be 1 to 100, was " + count);
    }
    List<ServerSocket> held = new ArrayList<>(count);
    try {
      for (int tries = 0; held.size() < count; tries++) {
        if (tries == MAX_TRIES) {
          throw new IllegalStateException(
              "no %d free loopback ports found between %d and %d"
                  .formatted(count, FIRST, FIRST + COUNT - 1));
        }
        hold(held, FIRST + ThreadLocalRandom.current().nextInt(COUNT));
      }
      return held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    } finally {
      held.forEach(LoopbackPorts::release);
    }
  }

  private static void hold(List<ServerSocket> held, int port) {
    try {
      ServerSocket socket = new ServerSocket();
      try {
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        held.add(socket);
      } catch (IOException taken) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void release(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
