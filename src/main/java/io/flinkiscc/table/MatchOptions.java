package io.flinkiscc.table;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.match.Scoring;
import io.flinkiscc.nphd.Radius;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How matches are judged, as options of the sink, whose query service follows them, and of searches
 * in snapshots. Keys and defaults are those of the configuration of jobs.
 */
final class MatchOptions {

  static final ConfigOption<Scoring> SCORING =
      ConfigOptions.key("match.scoring")
          .enumType(Scoring.class)
          .defaultValue(Scoring.TIERED)
          .withDescription(
              "How matches are scored and ordered: tiered with relations and caps, compatible as"
                  + " iscc-search does it. Of the sink and of mode snapshot; running services have"
                  + " their own.");

  /** Last common lengths of the steps, in bits. */
  private static final int[] STEPS = {64, 128, 256};

  private static final double[] STEP_DEFAULTS = {.17, .22, .25};

  /** Unit types that share their options; one option per step, or one for all lengths. */
  private record Group(Predicate<UnitType> types, List<ConfigOption<Double>> options) {}

  private static final List<Group> GROUPS =
      List.of(
          steps("text", t -> t == UnitType.CONTENT_TEXT_V0),
          steps("data", t -> t == UnitType.DATA_NONE_V0),
          steps("semantic", t -> t.mainType() == MainType.SEMANTIC),
          single("image", .15, UnitType.CONTENT_IMAGE_V0),
          single("video", .15, UnitType.CONTENT_VIDEO_V0),
          single("mixed", .15, UnitType.CONTENT_MIXED_V0),
          single("audio", .08, UnitType.CONTENT_AUDIO_V0),
          single("meta", .15, UnitType.META_NONE_V0));

  private MatchOptions() {}

  /** All of them, in the order of the documentation. */
  static List<ConfigOption<?>> all() {
    List<ConfigOption<?>> all = new ArrayList<>();
    all.add(SCORING);
    GROUPS.forEach(group -> all.addAll(group.options()));
    return List.copyOf(all);
  }

  /** Those that a configuration gives, by key. */
  static TreeMap<String, String> given(ReadableConfig config) {
    Map<String, String> configured = config.toMap();
    TreeMap<String, String> given = new TreeMap<>();
    for (ConfigOption<?> option : all()) {
      if (configured.containsKey(option.key())) {
        given.put(option.key(), configured.get(option.key()));
      }
    }
    return given;
  }

  /**
   * The rules of a configuration.
   *
   * @throws IllegalArgumentException naming the option that is out of range
   */
  static MatchRules rules(ReadableConfig config) {
    boolean compatible = config.get(SCORING) == Scoring.COMPATIBLE;
    MatchRules.Builder rules = MatchRules.builder();
    for (Group group : GROUPS) {
      for (ConfigOption<Double> option : group.options()) {
        double value = config.get(option);
        if (!(value >= 0 && value <= 1)) {
          throw new IllegalArgumentException(
              option.key() + " is " + value + "; allowed are numbers from 0 to 1");
        }
        if (compatible && config.getOptional(option).isPresent()) {
          throw new IllegalArgumentException(
              option.key() + " is given; it has no meaning with match.scoring compatible");
        }
      }
      Radius radius = radius(group, config);
      Arrays.stream(UnitType.values())
          .filter(group.types())
          .forEach(type -> rules.radius(type, radius));
    }
    return compatible ? MatchRules.compatible() : rules.build();
  }

  private static Radius radius(Group group, ReadableConfig config) {
    if (group.options().size() == 1) {
      return Radius.nphd(config.get(group.options().get(0)));
    }
    Radius.Builder radius = Radius.byLength();
    for (int i = 0; i < STEPS.length; i++) {
      radius.upTo(STEPS[i], config.get(group.options().get(i)));
    }
    return radius.build();
  }

  private static Group steps(String name, Predicate<UnitType> types) {
    List<ConfigOption<Double>> options = new ArrayList<>();
    for (int i = 0; i < STEPS.length; i++) {
      options.add(option(name + "." + STEPS[i], STEP_DEFAULTS[i]));
    }
    return new Group(types, List.copyOf(options));
  }

  private static Group single(String name, double value, UnitType type) {
    return new Group(t -> t == type, List.of(option(name, value)));
  }

  private static ConfigOption<Double> option(String name, double value) {
    return ConfigOptions.key("match.threshold." + name)
        .doubleType()
        .defaultValue(value)
        .withDescription(
            "Largest NPHD up to which such codes count, for queries without a threshold of their"
                + " own; of steps, up to this common length in bits.");
  }
}
