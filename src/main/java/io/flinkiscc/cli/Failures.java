package io.flinkiscc.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells what went wrong in one line per cause; the stack trace with {@code -Dverbose=true}. */
final class Failures implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    command.getErr().println(command.getColorScheme().errorText("failed: " + describe(failure)));
    if (Boolean.getBoolean("verbose")) {
      failure.printStackTrace(command.getErr());
    } else {
      command.getErr().println("(-Dverbose=true in front of -jar prints the stack trace)");
    }
    command.getErr().flush();
    return 1;
  }

  /** The first and the last cause: what was tried, and why it did not work. */
  private static String describe(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root == failure ? message(failure) : message(failure) + ": " + message(root);
  }

  private static String message(Throwable t) {
    return t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
  }
}
