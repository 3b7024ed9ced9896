package io.flinkiscc.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documented example files say what the code does. */
class ConfigFilesTest {

  private static final Path DIRECTORY = Path.of("config");
  private static final Pattern SETTING = Pattern.compile("(#?)([a-z][a-z0-9.-]*): (.+)");

  /** A setting of an example file, set or not, with the comment above it. */
  private record Example(boolean set, String value, String comment) {}

  @ParameterizedTest
  @ValueSource(strings = {"ingest.yaml", "enrich.yaml", "lookup.yaml"})
  void theFilesAreAccepted(String file) {
    JobConfig config = JobConfig.load(DIRECTORY.resolve(file), List.of());
    assertThat(config.get(JobOptions.BOOTSTRAP_SERVERS)).isEqualTo("localhost:9092");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest.yaml", "enrich.yaml", "lookup.yaml"})
  void everyKeyInTheFilesIsKnownAndDocumentedAsInTheCode(String file) throws IOException {
    Map<String, Example> examples = examples(file);
    assertThat(examples).hasSizeGreaterThan(20);
    examples.forEach(
        (key, example) -> {
          if (key.startsWith(JobOptions.KAFKA_PROPERTIES)) {
            assertThat(example.comment()).isEqualTo(JobOptions.kafkaPropertiesDocumentation());
            return;
          }
          JobOption<?> option =
              JobOptions.all().stream()
                  .filter(o -> o.key().equals(key))
                  .findFirst()
                  .orElseThrow(() -> new AssertionError(file + ": unknown key " + key));
          assertThat(example.comment()).as(key).isEqualTo(option.documentation());
          option.parse(example.value());
          option
              .defaultText()
              .ifPresent(text -> assertThat(example.value()).as(key).isEqualTo(text));
          assertThat(example.set())
              .as("%s is set in the file", key)
              .isEqualTo(option.required() || option == JobOptions.TRANSACTIONAL_ID_PREFIX);
        });
  }

  @Test
  void everyOptionIsInTheFileOfAJobThatUsesIt() throws IOException {
    List<JobOption<?>> ofLookups = LookupOptions.all();
    assertThat(examples("enrich.yaml").keySet())
        .containsAll(
            JobOptions.all().stream()
                .filter(option -> !ofLookups.contains(option))
                .map(JobOption::key)
                .toList());
    assertThat(examples("lookup.yaml").keySet())
        .containsAll(ofLookups.stream().map(JobOption::key).toList());
  }

  @Test
  void allValuesOfTheFileAreAcceptedTogether() throws IOException {
    List<String> settings = new ArrayList<>();
    examples("enrich.yaml").forEach((key, example) -> settings.add(key + "=" + example.value()));
    JobConfig config = JobConfig.load(null, settings);
    assertThat(JobOptions.all())
        .allMatch(option -> config.isGiven(option) || LookupOptions.all().contains(option));
  }

  private static Map<String, Example> examples(String file) throws IOException {
    Map<String, Example> examples = new LinkedHashMap<>();
    List<String> comment = new ArrayList<>();
    for (String line : Files.readAllLines(DIRECTORY.resolve(file))) {
      Matcher setting = SETTING.matcher(line);
      if (setting.matches()) {
        Example earlier =
            examples.put(
                setting.group(2),
                new Example(
                    setting.group(1).isEmpty(), setting.group(3), String.join(" ", comment)));
        assertThat(earlier).as("%s: %s stands there twice", file, setting.group(2)).isNull();
      }
      if (line.startsWith("# ")) {
        comment.add(line.substring(2));
      } else {
        comment.clear();
      }
    }
    return examples;
  }
}
