package io.flinkiscc.table;

import io.flinkiscc.serve.SearcherFactory;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;

/**
 * The options of searches as they were given, by key, all checked. Immutable; serializable as a
 * part of a job.
 */
final class SearchSettings implements Serializable {

  private static final long serialVersionUID = 1L;

  private final TreeMap<String, String> given;

  private SearchSettings(TreeMap<String, String> given) {
    this.given = given;
  }

  /**
   * Checks options.
   *
   * @param given by key; those that are not about searches are left out
   * @throws IllegalArgumentException naming the option that is wrong or missing
   */
  static SearchSettings of(Map<String, String> given) {
    TreeMap<String, String> known = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          if (SearcherOptions.isKnown(key)) {
            known.put(key, value);
          }
        });
    SearchSettings settings = new SearchSettings(known);
    settings.get(SearchOptions.ON_PARTIAL);
    settings.get(SearchOptions.ON_FAILURE);
    settings.questions();
    settings.searcher();
    return settings;
  }

  /** These options and others, which win. */
  SearchSettings with(Map<String, String> others) {
    if (others.isEmpty()) {
      return this;
    }
    TreeMap<String, String> all = new TreeMap<>(given);
    all.putAll(others);
    return of(all);
  }

  <T> T get(ConfigOption<T> option) {
    return config().get(option);
  }

  Questions questions() {
    return new Questions(config());
  }

  SearcherFactory searcher() {
    return SearcherOptions.searcher(config(), given);
  }

  private ReadableConfig config() {
    return Configuration.fromMap(given);
  }
}
