package io.flinkiscc.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Some values and how they are spread. */
final class Spread {

  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double max() {
    return at(1);
  }

  /** The smallest value that a share of all values does not exceed; 0 if there are none. */
  double at(double share) {
    if (values.isEmpty()) {
      return 0;
    }
    List<Double> ascending = new ArrayList<>(values);
    Collections.sort(ascending);
    return ascending.get(Math.max(0, (int) Math.ceil(share * ascending.size()) - 1));
  }

  /** Adds the median, the 99th percentile and the largest value under names that begin so. */
  void tell(String name, Map<String, Object> figures) {
    figures.put(name + "_p50", at(.5));
    figures.put(name + "_p99", at(.99));
    figures.put(name + "_max", max());
  }
}
