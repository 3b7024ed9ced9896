package io.flinkiscc.serve;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Collections;

/** Finds out what clients have to connect to. */
final class AdvertisedHost {

  private AdvertisedHost() {}

  /**
   * The host of the options; if that means all addresses of the machine, one of them, of version 4
   * if there is any.
   *
   * @throws IOException if the machine has none that others could reach
   */
  static String of(QueryServiceOptions options) throws IOException {
    if (options.advertisedHost().isPresent()) {
      return options.advertisedHost().get();
    }
    return InetAddress.getByName(options.host()).isAnyLocalAddress() ? ofMachine() : options.host();
  }

  private static String ofMachine() throws IOException {
    String found = null;
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (card.isLoopback() || !card.isUp()) {
        continue;
      }
      for (InetAddress address : Collections.list(card.getInetAddresses())) {
        if (address.isLinkLocalAddress() || address.isMulticastAddress()) {
          continue;
        }
        if (!(address instanceof Inet6Address)) {
          return address.getHostAddress();
        }
        found = address.getHostAddress().replaceAll("%.*", "");
      }
    }
    if (found == null) {
      throw new IOException(
          "The query service listens at all addresses of this machine, none of which others can"
              + " reach: set advertisedHost");
    }
    return found;
  }
}
