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
 * @param recallSampleEvery how many queries there are to one that is answered a second time, by
 *     comparing everything, to see what was missed; 0 for none
 */
public record IndexOptions(
    MatchRules rules,
    Duration deleteRetention,
    boolean answerAfterIngest,
    EngineOptions engine,
    int recallSampleEvery)
    implements Serializable {

  /** How often queries are sampled unless something else is said. */
  public static final int DEFAULT_RECALL_SAMPLE_EVERY = 1000;

  /** Checks that nothing is missing. */
  public IndexOptions {
    Objects.requireNonNull(rules, "rules");
    Objects.requireNonNull(deleteRetention, "deleteRetention");
    Objects.requireNonNull(engine, "engine");
    if (recallSampleEvery < 0) {
      throw new IllegalArgumentException(
          "recallSampleEvery is " + recallSampleEvery + ", allowed are numbers from 0 on");
    }
  }
}
