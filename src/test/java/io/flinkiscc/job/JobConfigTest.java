package io.flinkiscc.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.match.Scoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobConfigTest {

  private static final List<String> ENOUGH =
      List.of("kafka.bootstrap-servers=a:1", "index.realm=0", "transactional-id-prefix=t");

  @TempDir Path directory;

  @Test
  void nestedAndFlatKeysAreTheSame() throws IOException {
    JobConfig config =
        load(
            """
            kafka:
              bootstrap-servers: a:1
              properties:
                security.protocol: SSL
                ssl: {key.password: p, truststore.location: /t}
            kafka.properties.linger.ms: 05
            index: {realm: 1}
            delivery: at-least-once
            match.threshold:
              text: {64: 0.1}
            checkpoint.interval: 1 min
            """);
    assertThat(config.get(JobOptions.BOOTSTRAP_SERVERS)).isEqualTo("a:1");
    assertThat(config.get(JobOptions.INDEX_REALM)).isEqualTo(1);
    assertThat(config.get(JobOptions.CHECKPOINT_INTERVAL)).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.kafkaProperties())
        .containsOnly(
            java.util.Map.entry("security.protocol", "SSL"),
            java.util.Map.entry("ssl.key.password", "p"),
            java.util.Map.entry("ssl.truststore.location", "/t"),
            java.util.Map.entry("linger.ms", "05"));
    MatchRules rules = ThresholdOptions.rules(config);
    assertThat(rules.radius(UnitType.CONTENT_TEXT_V0, OptionalDouble.empty()).maxHamming(64))
        .isEqualTo(6);
  }

  @Test
  void theCommandLineWinsAndItsLaterWordOverItsEarlier() throws IOException {
    JobConfig config =
        load(
            "kafka: {bootstrap-servers: a:1}\nindex.realm: 0\ndelivery: at-least-once\n",
            "index.realm=1",
            "query.default-limit=3",
            " query.default-limit = 4 ",
            "kafka.properties.sasl.jaas.config=a=b");
    assertThat(config.get(JobOptions.INDEX_REALM)).isEqualTo(1);
    assertThat(config.get(JobOptions.QUERY_DEFAULT_LIMIT)).isEqualTo(4);
    assertThat(config.kafkaProperties()).containsEntry("sasl.jaas.config", "a=b");
  }

  @Test
  void whatIsNotGivenHasItsDefaultOrIsAbsent() {
    JobConfig config = JobConfig.load(null, ENOUGH);
    assertThat(config.get(JobOptions.CHECKPOINT_TOLERABLE_FAILURES)).isEqualTo(10);
    assertThat(config.get(JobOptions.INGEST_FORMAT)).isEqualTo(IngestRecordFormat.ISCC_JSON);
    assertThat(config.isGiven(JobOptions.INGEST_FORMAT)).isFalse();
    assertThat(config.find(JobOptions.PARALLELISM)).isEmpty();
    assertThatThrownBy(() -> config.get(JobOptions.PARALLELISM))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("parallelism is not given");
  }

  @Test
  void theDefaultThresholdsAreThoseOfTheRules() {
    MatchRules rules = ThresholdOptions.rules(JobConfig.load(null, ENOUGH));
    for (UnitType type : UnitType.values()) {
      assertThat(rules.radius(type, OptionalDouble.empty()))
          .as(type.name())
          .isEqualTo(MatchRules.tiered().radius(type, OptionalDouble.empty()));
    }
  }

  @Test
  void everyThresholdChangesRulesAtItsLengthsOnly() {
    for (JobOption<Double> option : ThresholdOptions.all()) {
      List<String> changed = new ArrayList<>(ENOUGH);
      changed.add(option.key() + "=0.5");
      MatchRules rules = ThresholdOptions.rules(JobConfig.load(null, changed));
      long bits =
          Arrays.stream(UnitType.values())
              .mapToLong(
                  type ->
                      java.util.stream.IntStream.rangeClosed(1, 32)
                          .map(i -> 8 * i)
                          .filter(
                              length ->
                                  rules.radius(type, OptionalDouble.empty()).maxHamming(length)
                                      == length / 2)
                          .filter(
                              length ->
                                  MatchRules.tiered()
                                          .radius(type, OptionalDouble.empty())
                                          .maxHamming(length)
                                      != length / 2)
                          .count())
              .sum();
      int types = option.key().contains("semantic") ? 5 : 1;
      int lengths =
          option.key().endsWith(".64") || option.key().endsWith(".128")
              ? 8
              : option.key().endsWith(".256") ? 16 : 32;
      assertThat(bits).as(option.key()).isEqualTo((long) types * lengths);
    }
  }

  @Test
  void compatibleScoringHasItsOwnRules() {
    List<String> settings = new ArrayList<>(ENOUGH);
    settings.add("match.scoring=compatible");
    MatchRules rules = ThresholdOptions.rules(JobConfig.load(null, settings));
    assertThat(rules.scoring()).isEqualTo(Scoring.COMPATIBLE);
    assertThat(problems(null, plus(settings, "match.threshold.image=0.15")))
        .containsExactly(
            "--set: match.threshold.image cannot be set together with match.scoring compatible,"
                + " whose unit threshold is fixed; leave one of them out");
  }

  @Test
  void allProblemsAreToldAtOnceWithTheirPlaces() throws IOException {
    Path file =
        write(
            """
            kafka.bootstrap-server: a:1
            ingest:
              start-offset: latest
              format: avro
              topic: [a, b]
            query:
            index.realm: 2
            """);
    assertThat(problems(file, List.of("checkpoint.interval=10", "nonsense")))
        .containsExactly(
            "job.yaml line 5: ingest.topic is a list; give one value",
            "job.yaml line 6: query has no value; give one or leave the key out",
            "--set nonsense: expected key=value",
            "job.yaml line 1: unknown option kafka.bootstrap-server; did you mean"
                + " kafka.bootstrap-servers?",
            "job.yaml line 3: unknown option ingest.start-offset; did you mean"
                + " ingest.start-offsets?",
            "job.yaml line 4: ingest.format is \"avro\"; allowed: iscc-json, hub-log",
            "job.yaml line 7: index.realm is \"2\"; allowed: 0 (test), 1 (operational)",
            "--set: checkpoint.interval is \"10\"; allowed: a time with its unit (ms, s, min, h,"
                + " d) from 10 ms to 12 d, such as 10 s",
            "kafka.bootstrap-servers is missing; allowed: host:port[,host:port]",
            "transactional-id-prefix is missing, which delivery exactly-once needs; give a name"
                + " that no other job on the brokers uses, or set delivery to at-least-once");
  }

  @Test
  void theMessageHoldsAllProblems() {
    JobConfigException refused =
        catchThrowableOfType(
            JobConfigException.class, () -> JobConfig.of(java.util.Map.of("index.realm", "9")));
    assertThat(refused.problems()).hasSize(3);
    assertThat(refused).hasMessageStartingWith("the configuration has 3 problems:\n  - ");
    refused.problems().forEach(problem -> assertThat(refused).hasMessageContaining(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "index.realm=x|index.realm is \"x\"; allowed: 0 (test), 1 (operational)",
        "index.realm=|index.realm is \"\"; allowed: 0 (test), 1 (operational)",
        "kafka.bootstrap-servers=host|kafka.bootstrap-servers is \"host\"; allowed:"
            + " host:port[,host:port]",
        "ingest.topic=a b|ingest.topic is \"a b\"; allowed: a topic name: 1..249 of a-z A-Z 0-9 ."
            + " _ -",
        "query.start-offsets=now|query.start-offsets is \"now\"; allowed: earliest, latest, group",
        "query.default-limit=1001|query.default-limit is \"1001\"; allowed: 1..1000",
        "query.by-id=yes|query.by-id is \"yes\"; allowed: true, false",
        "delivery=none|delivery is \"none\"; allowed: exactly-once, at-least-once",
        "index.uid= |index.uid is \"\"; allowed: a text that is not blank",
        "match.scoring=best|match.scoring is \"best\"; allowed: tiered, compatible",
        "match.threshold.text.128=1.1|match.threshold.text.128 is \"1.1\"; allowed: numbers from 0"
            + " to 1",
        "match.threshold.text=.1|match.threshold.text takes no value; its options are"
            + " match.threshold.text.128, match.threshold.text.256, match.threshold.text.64",
        "checkpoint.directory=here|checkpoint.directory is \"here\"; allowed: a URI",
        "topics.replication=0|topics.replication is \"0\"; allowed: 1..32767",
        "topics.partitions=0|topics.partitions is \"0\"; allowed: whole numbers from 1 on",
        "ingest.max-record-size=2 gb|ingest.max-record-size is \"2 gb\"; allowed: a size",
        "Parallelism=2|unknown option Parallelism; did you mean parallelism?",
        "kafka.properties.group.id=g|kafka.properties.group.id cannot be set: use ingest.group-id",
        "kafka.properties.=g|kafka.properties. lacks the name of the property",
        "parallelism=129|parallelism is 129; allowed: 1..128 (index.max-parallelism)",
        "query.topic=iscc-ingest|ingest.topic and query.topic are both \"iscc-ingest\"",
        "checkpoint.interval=10 min|transaction-timeout is 600000 ms, but checkpoint.interval is"
            + " 600000 ms: transactions would end before the checkpoint that commits them",
      })
  void everyProblemNamesOptionValueAndWhatIsAllowed(String setting, String problem) {
    assertThat(problems(null, plus(ENOUGH, setting))).singleElement().asString().contains(problem);
  }

  @Test
  void transactionSettingsMatterForExactlyOnceOnly() {
    JobConfig config =
        JobConfig.load(
            null,
            List.of(
                "kafka.bootstrap-servers=a:1",
                "index.realm=0",
                "delivery=at-least-once",
                "checkpoint.interval=1 h"));
    assertThat(config.find(JobOptions.TRANSACTIONAL_ID_PREFIX)).isEmpty();
  }

  @Test
  void damagedFilesAreRefusedWithTheLine() throws IOException {
    assertThat(problems(write("delivery: exactly-once\nindex: {realm: 0\n"), ENOUGH))
        .singleElement()
        .asString()
        .startsWith("job.yaml line ")
        .contains("this is no YAML");
    assertThat(problems(write("- a\n- b\n"), ENOUGH))
        .containsExactly("job.yaml line 1: expected lines of the form key: value");
    assertThat(problems(write("parallelism: 1\n---\nparallelism: 2\n"), ENOUGH))
        .singleElement()
        .asString()
        .contains("a second document begins");
    assertThat(problems(write("query: {topic: a}\nquery.topic: a\n"), ENOUGH))
        .containsExactly("job.yaml line 2: query.topic is given twice, first at job.yaml line 1");
    Path missing = directory.resolve("missing.yaml");
    assertThat(problems(missing, ENOUGH))
        .containsExactly("--config is " + missing + ", which is no file that can be read");
  }

  @Test
  void anEmptyFileSetsNothing() throws IOException {
    JobConfig config = JobConfig.load(write("# nothing\n"), ENOUGH);
    assertThat(config.get(JobOptions.BOOTSTRAP_SERVERS)).isEqualTo("a:1");
  }

  @Test
  void theEffectiveConfigurationCanBeReadAgainAndKeepsSecrets() throws IOException {
    List<String> settings =
        plus(
            ENOUGH,
            "query.start-offsets=timestamp:2025-08-04T12:00:00Z",
            "index.uid=a: \"b\" # c",
            "checkpoint.directory=s3://bucket/c",
            "kafka.properties.sasl.jaas.config=hidden",
            "kafka.properties.ssl.key.password=hidden",
            "kafka.properties.ssl.truststore.location=/seen");
    JobConfig config = JobConfig.load(null, settings);
    String text = ConfigText.effective(config);
    assertThat(text)
        .doesNotContain("hidden")
        .contains("truststore.location: /seen")
        .contains("checkpoint.interval: 10 s  # default\n")
        .contains("index.realm: 0\n");
    JobConfig again = JobConfig.load(write(text), List.of());
    for (JobOption<?> option : JobOptions.all()) {
      assertThat(again.text(option)).as(option.key()).isEqualTo(config.text(option));
    }
  }

  private JobConfig load(String yaml, String... overrides) throws IOException {
    return JobConfig.load(write(yaml), List.of(overrides));
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("job.yaml"), yaml);
  }

  private static List<String> plus(List<String> settings, String... more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    return all;
  }

  private static List<String> problems(Path file, List<String> overrides) {
    return catchThrowableOfType(JobConfigException.class, () -> JobConfig.load(file, overrides))
        .problems();
  }

  @Test
  void shardsThatDoNotFitIntoTheMemoryAreRefused() {
    List<String> settings = new ArrayList<>(ENOUGH);
    settings.add("index.shard.max-assets=400000");
    assertThatThrownBy(() -> JobConfig.load(null, settings))
        .isInstanceOf(JobConfigException.class)
        .hasMessageContaining("index.memory.size")
        .hasMessageContaining("index.shard.max-assets");
    settings.add("index.memory.size=4 gb");
    settings.add("index.disk.size=100 gb");
    JobConfig config = JobConfig.load(null, settings);
    assertThat(EngineSettings.of(config).memoryMaxBytes()).isEqualTo(4L << 30);
    assertThat(EngineSettings.of(config).diskMaxBytes()).isEqualTo(100L << 30);
  }

  @Test
  void unitTypesGoIntoTheEngine() {
    List<String> settings = new ArrayList<>(ENOUGH);
    assertThat(EngineSettings.of(JobConfig.load(null, settings)).unitTypes())
        .containsExactly(UnitType.values());
    settings.add("index.unit-types=DATA_NONE_V0,CONTENT_TEXT_V0");
    assertThat(EngineSettings.of(JobConfig.load(null, settings)).unitTypes())
        .containsExactly(UnitType.CONTENT_TEXT_V0, UnitType.DATA_NONE_V0);
  }
}
