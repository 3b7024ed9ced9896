package io.flinkiscc.serve;

import java.io.IOException;

/** Opens clients of a running index. */
record ClientFactory(ClientOptions options) implements SearcherFactory {

  @Override
  public IsccSearcher open() throws IOException {
    return IsccClient.open(options);
  }
}
