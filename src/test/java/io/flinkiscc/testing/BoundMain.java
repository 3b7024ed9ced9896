package io.flinkiscc.testing;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** Main class of a {@link ChildJvm}: runs another one and ends with the parent. */
final class BoundMain {
  private static final int PARENT_ENDED = 3;

  private BoundMain() {}

  /**
   * Runs a main class until it is killed or the parent ends.
   *
   * @param arguments process id of the parent, name of the main class, arguments for it
   */
  public static void main(String[] arguments) throws Throwable {
    // Not by the end of stdin: an orderly stop closes that first and would become a halt.
    ProcessHandle.of(Long.parseLong(arguments[0]))
        .ifPresentOrElse(
            parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(PARENT_ENDED)),
            () -> Runtime.getRuntime().halt(PARENT_ENDED));
    String[] own = Arrays.copyOfRange(arguments, 2, arguments.length);
    try {
      Class.forName(arguments[1]).getMethod("main", String[].class).invoke(null, (Object) own);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
