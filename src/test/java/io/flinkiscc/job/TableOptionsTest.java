package io.flinkiscc.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.table.IsccTableFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;

/** Tables take the options of jobs under the same names, with the same defaults. */
class TableOptionsTest {

  private static Map<String, ConfigOption<?>> tableOptions() {
    Map<String, ConfigOption<?>> options = new TreeMap<>();
    new IsccTableFactory().optionalOptions().forEach(o -> options.put(o.key(), o));
    return options;
  }

  private static boolean isShared(String key) {
    return key.startsWith("index.") || key.startsWith("match.") || key.startsWith("service.");
  }

  @Test
  void tablesTakeTheOptionsOfAnIndex() {
    assertThat(tableOptions().keySet().stream().filter(TableOptionsTest::isShared))
        .containsExactlyInAnyOrderElementsOf(
            JobOptions.all().stream()
                .map(JobOption::key)
                .filter(TableOptionsTest::isShared)
                .toList());
  }

  @Test
  void theirDefaultsAreTheSame() {
    Map<String, ConfigOption<?>> table = tableOptions();
    for (JobOption<?> option : JobOptions.all()) {
      if (isShared(option.key()) && option.defaultText().isPresent()) {
        String given = text(table.get(option.key()).defaultValue());
        assertThat(option.parse(given))
            .as(option.key())
            .isEqualTo(option.parse(option.defaultText().get()));
      }
    }
  }

  /** A default as one would write it for a job. */
  private static String text(Object value) {
    if (value instanceof Duration duration) {
      return duration.toMillis() + " ms";
    }
    if (value instanceof MemorySize size) {
      return size.getBytes() + " b";
    }
    return value instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : value.toString();
  }
}
