package io.flinkiscc.table;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.factories.ModuleFactory;
import org.apache.flink.table.module.Module;

/**
 * Makes the module of {@code LOAD MODULE iscc WITH (...)}. Its options, all optional, are those of
 * searches: whom to ask ({@code registry} and {@code index}, or {@code mode} and {@code
 * snapshot.*}) and how ({@code search.*}, {@code on-partial}, {@code on-failure}).
 */
public final class IsccModuleFactory implements ModuleFactory {

  private static final String NAME = "iscc";

  @Override
  public Module createModule(Context context) {
    Map<String, String> options = context.getOptions();
    for (String key : new TreeSet<>(options.keySet())) {
      if (!SearcherOptions.isKnown(key)) {
        throw new ValidationException(
            "The module iscc has no option '" + key + "'; its options are " + known());
      }
    }
    if (!options.isEmpty()) {
      try {
        SearchSettings.of(options);
      } catch (IllegalArgumentException e) {
        throw new ValidationException("The module iscc cannot be loaded: " + e.getMessage(), e);
      }
    }
    return new IsccModule(options);
  }

  private static Set<String> known() {
    Set<String> known = new TreeSet<>();
    SearcherOptions.all().forEach(option -> known.add(option.key()));
    return known;
  }

  @Override
  public String factoryIdentifier() {
    return NAME;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.copyOf(SearcherOptions.all());
  }
}
