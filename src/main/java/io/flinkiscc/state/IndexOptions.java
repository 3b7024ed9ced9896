package io.flinkiscc.state;

import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.match.MatchRules;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * What an index task needs to know.
 *
 * @param rules how matches are judged
 * @param deleteRetention how long numbered deletes are remembered
 * @param answerAfterIngest whether queries wait, in checkpointed state, until the stream of changes
 *     has ended
 * @param engine how assets are kept
 */
public record IndexOptions(
    MatchRules rules, Duration deleteRetention, boolean answerAfterIngest, EngineOptions engine)
    implements Serializable {

  /** Checks that nothing is missing. */
  public IndexOptions {
    Objects.requireNonNull(rules, "rules");
    Objects.requireNonNull(deleteRetention, "deleteRetention");
    Objects.requireNonNull(engine, "engine");
  }
}
