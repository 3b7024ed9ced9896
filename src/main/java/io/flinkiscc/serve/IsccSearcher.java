package io.flinkiscc.serve;

import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Answers questions about an index, wherever it is. Any number of threads may ask at a time. */
public interface IsccSearcher extends AutoCloseable {

  /**
   * Answers a query.
   *
   * @return the result, which says how complete it is; fails if there is none at all
   */
  CompletableFuture<EnrichedRecord> search(QueryRecord query);

  /**
   * Looks for the live asset with an ISCC-ID.
   *
   * @return the asset, if it is there; fails if nobody knows, or the ID is of another realm
   */
  CompletableFuture<Optional<Asset>> get(IsccId id);

  /** Lets go of everything; what was asked and is not answered fails. */
  @Override
  void close();
}
