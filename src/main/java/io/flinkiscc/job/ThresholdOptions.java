package io.flinkiscc.job;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.match.Scoring;
import io.flinkiscc.nphd.Radius;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** The options of match.threshold, and the rules that follow from them. */
final class ThresholdOptions {

  private static final String PREFIX = "match.threshold.";

  /** Last common lengths of the steps, in bits. */
  private static final int[] STEPS = {64, 128, 256};

  /** Unit types that share their options; one option per step, or a single one for all lengths. */
  private record Group(Predicate<UnitType> types, List<JobOption<Double>> options) {}

  private static final List<Group> GROUPS =
      List.of(
          steps("text", "texts", t -> t == UnitType.CONTENT_TEXT_V0),
          steps("data", "the data of files", t -> t == UnitType.DATA_NONE_V0),
          steps("semantic", "meanings", t -> t.mainType() == MainType.SEMANTIC),
          single("image", "images", "0.15", UnitType.CONTENT_IMAGE_V0),
          single("video", "videos", "0.15", UnitType.CONTENT_VIDEO_V0),
          single("mixed", "mixed media", "0.15", UnitType.CONTENT_MIXED_V0),
          single("audio", "sounds", "0.08", UnitType.CONTENT_AUDIO_V0),
          single("meta", "titles", "0.15", UnitType.META_NONE_V0));

  private ThresholdOptions() {}

  static List<JobOption<Double>> all() {
    return GROUPS.stream().flatMap(g -> g.options().stream()).toList();
  }

  /** The rules of a configuration. */
  static MatchRules rules(JobConfig config) {
    if (config.get(JobOptions.MATCH_SCORING) == Scoring.COMPATIBLE) {
      return MatchRules.compatible();
    }
    MatchRules.Builder rules = MatchRules.builder();
    for (Group group : GROUPS) {
      Radius radius = radius(group, config);
      Arrays.stream(UnitType.values())
          .filter(group.types())
          .forEach(type -> rules.radius(type, radius));
    }
    return rules.build();
  }

  private static Radius radius(Group group, JobConfig config) {
    if (group.options().size() == 1) {
      return Radius.nphd(config.get(group.options().get(0)));
    }
    Radius.Builder radius = Radius.byLength();
    for (int i = 0; i < STEPS.length; i++) {
      radius.upTo(STEPS[i], config.get(group.options().get(i)));
    }
    return radius.build();
  }

  private static Group steps(String name, String things, Predicate<UnitType> types) {
    String[] defaults = {"0.17", "0.22", "0.25"};
    List<JobOption<Double>> options = new ArrayList<>();
    for (int i = 0; i < STEPS.length; i++) {
      String lengths =
          i == 0 ? "of up to 64 bits" : "of " + (STEPS[i - 1] + 1) + " to " + STEPS[i] + " bits";
      options.add(
          option(name + "." + STEPS[i], things, " with a common length " + lengths, defaults[i]));
    }
    return new Group(types, List.copyOf(options));
  }

  private static Group single(String name, String things, String defaultText, UnitType type) {
    return new Group(t -> t == type, List.of(option(name, things, "", defaultText)));
  }

  private static JobOption<Double> option(
      String name, String things, String lengths, String defaultText) {
    return JobOption.withDefault(
        PREFIX + name,
        OptionType.fraction(),
        defaultText,
        "Largest NPHD up to which codes of "
            + things
            + lengths
            + " count, for queries without a threshold of their own. Not with match.scoring"
            + " compatible.");
  }
}
