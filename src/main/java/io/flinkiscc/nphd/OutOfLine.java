package io.flinkiscc.nphd;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;

/**
 * Finds hot loops as method handles, which keeps the JIT compiler from inlining them.
 *
 * <p>C2 vectorises a loop reliably only when its method is compiled on its own: inlined into an
 * outer loop, or beside other loops of a common caller, the same loop can come out scalar and three
 * to ten times slower, depending on what ran before. A method handle is inlined only where it is a
 * constant, and the elements of an array are none. The call costs a few nanoseconds.
 */
final class OutOfLine {

  private OutOfLine() {}

  /**
   * Finds static methods of one type.
   *
   * @param lookup of the class that declares them
   * @param names in the order of the result
   */
  static MethodHandle[] find(Lookup lookup, MethodType type, String... names) {
    MethodHandle[] handles = new MethodHandle[names.length];
    try {
      for (int i = 0; i < names.length; i++) {
        handles[i] = lookup.findStatic(lookup.lookupClass(), names[i], type);
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("A loop of " + lookup.lookupClass() + " is missing", e);
    }
    return handles;
  }

  /**
   * Passes on what a handle threw. The loops declare no checked exception.
   *
   * @return never; lets the caller write {@code throw}
   */
  static RuntimeException unchecked(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) e;
  }
}
