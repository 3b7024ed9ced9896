package io.flinkiscc.job;

import io.flinkiscc.iscc.UnitType;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The values that an option takes.
 *
 * @param allowed what is allowed, to be read after "Allowed: "
 * @param parser makes a value of its text; throws IllegalArgumentException if it is not allowed
 */
record OptionType<T>(String allowed, Function<String, T> parser) {

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,18}) ?([a-z]+)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> BYTES =
      Map.of("b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);

  /** Keeps every sum of two durations in milliseconds within an int, as Kafka wants it. */
  private static final long LONGEST_MILLIS = 1L << 30;

  private static final Pattern SERVERS =
      Pattern.compile("[^\\s,]+:[0-9]{1,5}(,[^\\s,]+:[0-9]{1,5})*");
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final int HIGHEST_PORT = 65535;

  /** A text that is not blank. */
  static OptionType<String> text() {
    return new OptionType<>(
        "a text that is not blank",
        text -> {
          require(!text.isBlank());
          return text;
        });
  }

  /** Name of a Kafka topic. */
  static OptionType<String> topic() {
    return new OptionType<>(
        "a topic name: 1..249 of a-z A-Z 0-9 . _ -",
        text -> {
          require(TOPIC.matcher(text).matches() && !text.equals(".") && !text.equals(".."));
          return text;
        });
  }

  /** Kafka brokers; blanks behind commas are dropped. */
  static OptionType<String> servers() {
    return new OptionType<>(
        "host:port[,host:port]",
        text -> {
          String servers = text.strip().replaceAll("\\s*,\\s*", ",");
          require(SERVERS.matcher(servers).matches());
          for (String server : servers.split(",")) {
            int port = Integer.parseInt(server.substring(server.lastIndexOf(':') + 1));
            require(port >= 1 && port <= HIGHEST_PORT);
          }
          return servers;
        });
  }

  /** A URI with a scheme. */
  static OptionType<URI> uri() {
    return new OptionType<>(
        "a URI with its scheme, such as s3://bucket/checkpoints or file:///var/checkpoints",
        text -> {
          URI uri = URI.create(text);
          require(uri.getScheme() != null && uri.getPath() != null && !uri.getPath().isEmpty());
          return uri;
        });
  }

  /** A whole number. */
  static OptionType<Integer> integer(int min, int max) {
    return new OptionType<>(
        max == Integer.MAX_VALUE ? "whole numbers from " + min + " on" : min + ".." + max,
        text -> {
          int number = Integer.parseInt(text);
          require(number >= min && number <= max);
          return number;
        });
  }

  /** The largest NPHD. */
  static OptionType<Double> fraction() {
    return new OptionType<>(
        "numbers from 0 to 1",
        text -> {
          double number = Double.parseDouble(text);
          require(number >= 0 && number <= 1);
          return number;
        });
  }

  /** True or false. */
  static OptionType<Boolean> bool() {
    return oneOf(labels("true", true, "false", false));
  }

  /** The constants of an enum, told as iscc-json where Java says ISCC_JSON. */
  static <E extends Enum<E>> OptionType<E> constants(List<E> constants) {
    Map<String, E> values = new LinkedHashMap<>();
    constants.forEach(c -> values.put(c.name().toLowerCase(Locale.ROOT).replace('_', '-'), c));
    return oneOf(values);
  }

  /** Unit types by their names, each once, or all of them. */
  static OptionType<Set<UnitType>> unitTypes() {
    Set<UnitType> all = EnumSet.allOf(UnitType.class);
    return new OptionType<>(
        "all, or some, separated by commas, of "
            + all.stream().map(UnitType::name).collect(Collectors.joining(", ")),
        text -> {
          if (text.strip().equals("all")) {
            return Collections.unmodifiableSet(all);
          }
          EnumSet<UnitType> types = EnumSet.noneOf(UnitType.class);
          for (String name : text.split(",", -1)) {
            require(types.add(UnitType.parse(name.strip())));
          }
          return Collections.unmodifiableSet(types);
        });
  }

  /** A duration of whole milliseconds, up to about 12 days. */
  static OptionType<Duration> duration(Duration min) {
    return new OptionType<>(
        "a time with its unit (ms, s, min, h, d) from "
            + (min.isZero() ? "0 s" : min.toMillis() + " ms")
            + " to 12 d, such as 10 s",
        text -> {
          long millis = inUnits(text, MILLIS, LONGEST_MILLIS);
          require(millis >= min.toMillis());
          return Duration.ofMillis(millis);
        });
  }

  /** A duration of whole milliseconds, up to about a hundred years. */
  static OptionType<Duration> longDuration() {
    return new OptionType<>(
        "a time with its unit (ms, s, min, h, d) from 0 s to 36500 d, such as 90 d",
        text -> Duration.ofMillis(inUnits(text, MILLIS, Duration.ofDays(36_500).toMillis())));
  }

  /** A number of bytes. */
  static OptionType<Integer> size() {
    return new OptionType<>(
        "a size with its unit (b, kb, mb, gb, in steps of 1024) from 1 b to 1 gb, such as 5 mb",
        text -> {
          int bytes = (int) inUnits(text, BYTES, 1L << 30);
          require(bytes >= 1);
          return bytes;
        });
  }

  /** A number of bytes that need not fit into memory. */
  static OptionType<Long> largeSize() {
    return new OptionType<>(
        "a size with its unit (b, kb, mb, gb, in steps of 1024) from 1 b to 65536 gb, such as 2 gb",
        text -> {
          long bytes = inUnits(text, BYTES, 1L << 46);
          require(bytes >= 1);
          return bytes;
        });
  }

  /** Another wording of what is allowed. */
  OptionType<T> allowing(String wording) {
    return new OptionType<>(wording, parser);
  }

  private static <T> OptionType<T> oneOf(Map<String, T> values) {
    return new OptionType<>(
        String.join(", ", values.keySet()),
        text -> {
          require(values.containsKey(text));
          return values.get(text);
        });
  }

  private static <T> Map<String, T> labels(String first, T one, String second, T other) {
    Map<String, T> labels = new LinkedHashMap<>();
    labels.put(first, one);
    labels.put(second, other);
    return labels;
  }

  private static long inUnits(String text, Map<String, Long> units, long max) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip().toLowerCase(Locale.ROOT));
    require(matcher.matches() && units.containsKey(matcher.group(2)));
    long unit = units.get(matcher.group(2));
    long number = Long.parseLong(matcher.group(1));
    require(number <= max / unit);
    return number * unit;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("not allowed");
    }
  }
}
