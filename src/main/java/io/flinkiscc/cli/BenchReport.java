package io.flinkiscc.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints one JSON line per result, with all that is needed to read it. */
final class BenchReport {

  private static final MathContext DIGITS = new MathContext(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String bench;
  private final Map<String, Object> data;
  private final Map<String, Object> options;
  private final Map<String, Object> machine = MachineFacts.machine();
  private final Map<String, Object> jvm = MachineFacts.jvm();
  private final PrintWriter out;

  /**
   * Starts a report.
   *
   * @param bench the benchmark
   * @param data what it runs on
   * @param options what it runs with
   */
  BenchReport(
      String bench, Map<String, Object> data, Map<String, Object> options, PrintWriter out) {
    this.bench = bench;
    this.data = data;
    this.options = options;
    this.out = out;
  }

  /** Starts the figures of one line. */
  static Map<String, Object> figures() {
    return new LinkedHashMap<>();
  }

  /** Prints a line. */
  void line(String result, Map<String, Object> figures) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("bench", bench);
    line.put("result", result);
    figures.forEach((name, value) -> line.put(name, rounded(value)));
    line.put("data", data);
    line.put("options", options);
    line.put("machine", machine);
    line.put("jvm", jvm);
    try {
      out.println(JSON.writeValueAsString(line));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures that are no JSON: " + line, e);
    }
    out.flush();
  }

  /** Five digits are more than any of the figures is worth. */
  private static Object rounded(Object value) {
    return value instanceof Double number && Double.isFinite(number)
        ? new BigDecimal(number).round(DIGITS).doubleValue()
        : value;
  }
}
