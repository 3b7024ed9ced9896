package io.flinkiscc.table;

import io.flinkiscc.serve.SearcherFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/** Whom to ask, as options of tables, of the module and of jobs. */
final class SearcherOptions {

  private SearcherOptions() {}

  /** All of them but those that begin with a prefix, in the order of the documentation. */
  static List<ConfigOption<?>> all() {
    List<ConfigOption<?>> all = new ArrayList<>(SearchOptions.all());
    all.addAll(ServiceSource.all());
    all.addAll(MatchOptions.all());
    return all;
  }

  static boolean isKnown(String key) {
    return key.startsWith(ServiceSource.KAFKA_PROPERTIES)
        || all().stream().anyMatch(option -> option.key().equals(key));
  }

  /**
   * What opens the searcher of a configuration.
   *
   * @throws IllegalArgumentException naming the option that is wrong or missing
   */
  static SearcherFactory searcher(ReadableConfig config, Map<String, String> given) {
    return switch (config.get(SearchOptions.MODE)) {
      case SNAPSHOT -> SnapshotSource.of(config);
      case SERVICE -> ServiceSource.of(config, given);
    };
  }
}
