package io.flinkiscc.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.FileSystem;

/**
 * The job is ended and goes on from its state with so many index tasks.
 *
 * @param from what it goes on from
 * @param tasks how many, which may be as many as before
 * @param claim whose that state is then
 */
record Rescale(Cut from, int tasks, RecoveryClaimMode claim) implements Fault {

  /** What a job leaves behind. */
  enum Cut {
    CHECKPOINT,
    CANONICAL_SAVEPOINT,
    NATIVE_SAVEPOINT,
    /** A savepoint whose directory is moved before it is used. */
    MOVED_SAVEPOINT
  }

  @Override
  public void strike(ScenarioRun run) throws Exception {
    run.start(tasks, cut(run), claim);
  }

  private String cut(ScenarioRun run) throws Exception {
    return switch (from) {
      case CHECKPOINT -> run.cancel();
      case CANONICAL_SAVEPOINT -> run.stopWithSavepoint(SavepointFormatType.CANONICAL);
      case NATIVE_SAVEPOINT -> run.stopWithSavepoint(SavepointFormatType.NATIVE);
      case MOVED_SAVEPOINT -> moved(run.stopWithSavepoint(SavepointFormatType.CANONICAL));
    };
  }

  private static String moved(String savepoint) throws Exception {
    var path = new org.apache.flink.core.fs.Path(savepoint);
    Path local = Path.of(path.getPath());
    Path other = local.resolveSibling("moved-" + local.getFileName());
    Files.move(local, other);
    if (FileSystem.get(path.toUri()).exists(path)) {
      throw new IllegalStateException(savepoint + " is still there");
    }
    return FaultyFileSystem.uri(other);
  }

  @Override
  public int tasks(int before) {
    return tasks;
  }

  @Override
  public String toString() {
    return "goes on with " + tasks + " tasks from a " + from + ", " + claim;
  }
}
