package io.flinkiscc.nphd;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Bit counts that the JIT compiler turns into vector instructions on the machine at hand.
 *
 * <p>{@link Integer#bitCount} is the fastest where C2 vectorises it: on AVX-512 VPOPCNTDQ, on ARM,
 * and since Java 19 (JDK-8281375) on any x86. Elsewhere it would keep a whole loop scalar, so the
 * bits are counted with shifts, masks and adds, which every C2 vectorises. The way is fixed when
 * the class is loaded, so that the compiler sees no choice. A wrong guess costs speed, never a
 * result.
 *
 * <p>Counts are added up before they are complete: {@code total(partial(a) + partial(b))} is the
 * number of bits of {@code a} and {@code b}, for up to {@value #MAX_PARTS} parts.
 */
final class PopCount {

  /** System property to force a way: {@code instruction} or {@code arithmetic}. */
  static final String PROPERTY = "io.flinkiscc.popcount";

  /** Largest number of partial counts that may be added. */
  static final int MAX_PARTS = 8;

  /** Whether {@link Integer#bitCount} is used. */
  static final boolean INSTRUCTION = choose(System.getProperty(PROPERTY));

  /** First Java version whose C2 vectorises bit counts with AVX2 alone: JDK-8281375. */
  private static final int AVX2_BIT_COUNT_SINCE = 19;

  private PopCount() {}

  /** Returns a count of the bits of {@code x} in a form that can be added to others. */
  static int partial(int x) {
    return INSTRUCTION ? Integer.bitCount(x) : byteCounts(x);
  }

  /** Returns the number of bits behind the sum of at most {@value #MAX_PARTS} partial counts. */
  static int total(int sum) {
    return INSTRUCTION ? sum : sumOfBytes(sum);
  }

  /** Returns the bit count of each byte of {@code x} in that byte. */
  static int byteCounts(int x) {
    int pairs = x - (x >>> 1 & 0x55555555);
    int nibbles = (pairs & 0x33333333) + (pairs >>> 2 & 0x33333333);
    return nibbles + (nibbles >>> 4) & 0x0F0F0F0F;
  }

  /** Returns the sum of the four unsigned bytes of {@code counts}. */
  static int sumOfBytes(int counts) {
    int halves = (counts & 0x00FF00FF) + (counts >>> 8 & 0x00FF00FF);
    return halves + (halves >>> 16) & 0xFFFF;
  }

  /**
   * Returns whether {@link Integer#bitCount} is to be used.
   *
   * @param forced value of the system property, null if it is not set
   */
  static boolean choose(String forced) {
    if (forced == null) {
      return isVectorised();
    }
    switch (forced) {
      case "instruction":
        return true;
      case "arithmetic":
        return false;
      default:
        throw new IllegalArgumentException(
            "System property " + PROPERTY + " is " + forced + "; give instruction or arithmetic");
    }
  }

  private static boolean isVectorised() {
    String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    boolean x86 = architecture.equals("amd64") || architecture.equals("x86_64");
    return !x86
        || Runtime.version().feature() >= AVX2_BIT_COUNT_SINCE
        || avxLevel() >= 3 && cpuHasVectorPopCount();
  }

  /** Returns the highest AVX generation the JVM uses, 0 if it does not say. */
  private static int avxLevel() {
    try {
      HotSpotDiagnosticMXBean vm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return vm == null ? 0 : Integer.parseInt(vm.getVMOption("UseAVX").getValue());
    } catch (IllegalArgumentException | LinkageError e) {
      // Another VM, or a runtime image without the module jdk.management.
      return 0;
    }
  }

  /** The JVM keeps the CPU flags to itself; without the file of Linux the answer is no. */
  private static boolean cpuHasVectorPopCount() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo")).contains("avx512_vpopcntdq");
    } catch (IOException | SecurityException e) {
      return false;
    }
  }
}
