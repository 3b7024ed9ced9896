package io.flinkiscc.serve;

import java.io.IOException;
import java.io.Serializable;

/** Placeholder until the branch of the client is merged. */
@FunctionalInterface
public interface SearcherFactory extends Serializable {
  /** Opens. */
  IsccSearcher open() throws IOException, InterruptedException;
}
