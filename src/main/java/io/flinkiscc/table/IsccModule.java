package io.flinkiscc.table;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.module.Module;

/** The module {@code iscc}: functions over ISCCs, and those that ask an index. Immutable. */
final class IsccModule implements Module {

  private final Map<String, FunctionDefinition> functions;

  /**
   * The module with the options of the functions that ask.
   *
   * @param options by key, checked; none if they come as job parameters
   */
  IsccModule(Map<String, String> options) {
    this.functions =
        Map.of(
            "iscc_decompose", new IsccDecomposeFunction(),
            "iscc_nphd", new IsccNphdFunction(),
            "iscc_normalize", new IsccNormalizeFunction(),
            "iscc_id_timestamp", new IsccIdTimestampFunction(),
            "iscc_to_vec", new IsccToVecFunction(),
            "iscc_search", new IsccSearchFunction(options),
            "iscc_query", new IsccQueryFunction(options));
  }

  @Override
  public Set<String> listFunctions() {
    return functions.keySet();
  }

  @Override
  public Optional<FunctionDefinition> getFunctionDefinition(String name) {
    return Optional.ofNullable(functions.get(name.toLowerCase(Locale.ROOT)));
  }
}
