package io.flinkiscc.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.UnitType;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobOptionsTest {

  @Test
  void keysAreDottedLowerKebabAndUnique() {
    Set<String> seen = new HashSet<>();
    for (JobOption<?> option : JobOptions.all()) {
      assertThat(option.key()).matches("[a-z]+(-[a-z]+)*(\\.[a-z0-9]+(-[a-z]+)*)*");
      assertThat(seen.add(option.key())).as(option.key()).isTrue();
      assertThat(option.description()).as(option.key()).endsWith(".");
    }
  }

  @Test
  void noKeyIsASectionOfOthers() {
    for (JobOption<?> option : JobOptions.all()) {
      assertThat(JobOptions.all()).noneMatch(o -> o.key().startsWith(option.key() + "."));
    }
  }

  @Test
  void theTableTellsEveryOption() {
    String table = ConfigText.options().replaceAll("\\s+", " ");
    for (JobOption<?> option : JobOptions.all()) {
      assertThat(table).contains(option.key() + " " + option.documentation());
    }
    assertThat(table).contains("kafka.properties.* " + JobOptions.kafkaPropertiesDocumentation());
    assertThat(ConfigText.options().lines()).allMatch(line -> line.length() <= 98);
  }

  @ParameterizedTest
  @CsvSource({"10 s,10000", "500 ms,500", "24 h,86400000", "5min,300000", "1 D,86400000"})
  void durationsHaveAUnit(String text, long millis) {
    assertThat(OptionType.duration(Duration.ZERO).parser().apply(text)).hasMillis(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10", "s", "-1 s", "1.5 s", "10 weeks", "99999999999999999 d", "13 d", ""})
  void otherDurationsAreRefused(String text) {
    assertThatThrownBy(() -> OptionType.duration(Duration.ZERO).parser().apply(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"5 mb,5242880", "1b,1", "100 kb,102400", "1 GB,1073741824"})
  void sizesHaveAUnit(String text, int bytes) {
    assertThat(OptionType.size().parser().apply(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "0 mb", "2 gb", "9999999999 gb", "5 m", "1,5 mb"})
  void otherSizesAreRefused(String text) {
    assertThatThrownBy(() -> OptionType.size().parser().apply(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a:1|a:1",
        "broker-1.example:9092, broker-2:65535|broker-1.example:9092,broker-2:65535",
        "[::1]:9092|[::1]:9092"
      })
  void serversAreHostsWithPorts(String text, String servers) {
    assertThat(OptionType.servers().parser().apply(text)).isEqualTo(servers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "broker", "broker:", "broker:0", "broker:65536", "a:1,", "a:1 b:2"})
  void otherServersAreRefused(String text) {
    assertThatThrownBy(() -> OptionType.servers().parser().apply(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void unitTypesAreAllOrAList() {
    assertThat(OptionType.unitTypes().parser().apply("all")).containsExactly(UnitType.values());
    assertThat(OptionType.unitTypes().parser().apply("DATA_NONE_V0, META_NONE_V0"))
        .containsExactly(UnitType.META_NONE_V0, UnitType.DATA_NONE_V0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "META",
        "data_none_v0",
        "DATA_NONE_V0,",
        "DATA_NONE_V0, DATA_NONE_V0",
        "all, DATA_NONE_V0"
      })
  void otherUnitTypesAreRefused(String text) {
    assertThatThrownBy(() -> OptionType.unitTypes().parser().apply(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoints", "/var/checkpoints", "s3:bucket", "s3://bucket", "a b:/c"})
  void directoriesHaveASchemeAndAPath(String text) {
    assertThatThrownBy(() -> OptionType.uri().parser().apply(text))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(OptionType.uri().parser().apply("file:///var/checkpoints")).hasScheme("file");
  }
}
