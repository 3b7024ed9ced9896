package io.flinkiscc.table;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.functions.FunctionContext;

/**
 * What the functions that ask have in common: their options are those they were made with, and the
 * parameters of the job, which win, with the prefix {@value #PREFIX}.
 */
final class AskingFunction implements Serializable {

  /** Begins the names of job parameters. */
  static final String PREFIX = "iscc.";

  private static final long serialVersionUID = 1L;

  private final HashMap<String, String> options;
  private transient Asker asker;

  AskingFunction(Map<String, String> options) {
    this.options = new HashMap<>(options);
  }

  void open(FunctionContext context) throws Exception {
    Map<String, String> all = new HashMap<>(options);
    for (ConfigOption<?> option : SearcherOptions.all()) {
      String value = context.getJobParameter(PREFIX + option.key(), null);
      if (value != null) {
        all.put(option.key(), value);
      }
    }
    asker = Asker.open(settings(all), context);
  }

  private static SearchSettings settings(Map<String, String> options) {
    try {
      return SearchSettings.of(options);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The functions that ask an index have no valid options: "
              + e.getMessage()
              + ". Give them to the module, as in LOAD MODULE iscc WITH ('registry' = '...'), or as"
              + " job parameters: SET 'pipeline.global-job-parameters' = 'iscc.registry:...'",
          e);
    }
  }

  Asker asker() {
    return asker;
  }

  void close() {
    if (asker != null) {
      asker.close();
      asker = null;
    }
  }
}
