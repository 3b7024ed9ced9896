package io.flinkiscc.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What one has to know of machine and JVM to read a figure. */
final class MachineFacts {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String FLAGS_THAT_MATTER = "popcnt|avx2|avx512f|avx512_vpopcntdq|asimd|sve";

  private MachineFacts() {}

  static Map<String, Object> machine() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("cpu", field("model name", System.getProperty("os.arch")));
    machine.put(
        "cpu_flags",
        Stream.of(field("flags", "").split(" "))
            .filter(flag -> flag.matches(FLAGS_THAT_MATTER))
            .toList());
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    return machine;
  }

  static Map<String, Object> jvm() {
    Map<String, Object> jvm = new LinkedHashMap<>();
    jvm.put("version", System.getProperty("java.vm.version"));
    jvm.put("name", System.getProperty("java.vm.name"));
    jvm.put("flags", ManagementFactory.getRuntimeMXBean().getInputArguments());
    jvm.put("max_heap_mb", Runtime.getRuntime().maxMemory() >> 20);
    return jvm;
  }

  private static String field(String name, String otherwise) {
    try {
      List<String> lines = Files.exists(CPU_INFO) ? Files.readAllLines(CPU_INFO) : List.of();
      return lines.stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}
