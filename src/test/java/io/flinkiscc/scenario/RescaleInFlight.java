package io.flinkiscc.scenario;

import java.time.Duration;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;

/**
 * Answers are slow, so that changes and queries pile up before the index; then the job goes on from
 * an unaligned checkpoint that holds some of them.
 *
 * @param tasks with how many index tasks
 */
record RescaleInFlight(int tasks) implements Fault {

  private static final int QUERIES = 40;
  private static final int ANSWER_MILLIS = 20;
  private static final Duration PILING_UP = Duration.ofMillis(300);
  private static final int CHECKPOINTS = 20;

  @Override
  public void strike(ScenarioRun run) throws Exception {
    run.stage().trap().slowAnswers(ANSWER_MILLIS);
    for (int query = 0; query < QUERIES; query++) {
      run.ask();
    }
    for (int attempt = 0; attempt < CHECKPOINTS; attempt++) {
      run.awaitOrGoOn(PILING_UP, () -> false);
      String checkpoint = run.cancel();
      long inFlight = inFlightBytes(checkpoint);
      run.stage().trap().disarm();
      run.start(tasks, checkpoint, RecoveryClaimMode.CLAIM);
      if (inFlight > 0) {
        return;
      }
      run.stage().trap().slowAnswers(ANSWER_MILLIS);
      run.ask();
    }
    throw new AssertionError("none of " + CHECKPOINTS + " checkpoints held records in flight");
  }

  private static long inFlightBytes(String checkpoint) throws Exception {
    long bytes = 0;
    for (OperatorState operator : IndexReadback.metadata(checkpoint).getOperatorStates()) {
      for (OperatorSubtaskState task : operator.getStates()) {
        bytes += task.getInputChannelState().getStateSize();
        bytes += task.getResultSubpartitionState().getStateSize();
      }
    }
    return bytes;
  }

  @Override
  public int tasks(int before) {
    return tasks;
  }

  @Override
  public String toString() {
    return "goes on with " + tasks + " tasks from a checkpoint with records in flight";
  }
}
