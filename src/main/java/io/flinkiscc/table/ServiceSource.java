package io.flinkiscc.table;

import io.flinkiscc.serve.ClientOptions;
import io.flinkiscc.serve.ClientTls;
import io.flinkiscc.serve.Consistency;
import io.flinkiscc.serve.RegistryOptions;
import io.flinkiscc.serve.SearcherFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/** The running index of a configuration: where its registry is, and how its tasks are asked. */
final class ServiceSource {

  /** Begins the keys that are handed to the Kafka clients of a registry as they are. */
  static final String KAFKA_PROPERTIES = "registry.properties.";

  static final ConfigOption<String> REGISTRY =
      ConfigOptions.key("registry")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Registry of the index, where its tasks say how to reach them: dir:/path, a directory"
                  + " with the scheme of a Flink file system, or"
                  + " kafka://host:port[,host:port]/topic. Searches with mode service need it.");

  static final ConfigOption<String> INDEX =
      ConfigOptions.key("index")
          .stringType()
          .defaultValue("iscc-index")
          .withDescription("index.uid of the index that is asked, in its job.");

  static final ConfigOption<Duration> TIMEOUT =
      ConfigOptions.key("client.timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription(
              "How long an answer is waited for until it is partial, retries included.");

  static final ConfigOption<Duration> REFRESH =
      ConfigOptions.key("client.refresh")
          .durationType()
          .defaultValue(Duration.ofSeconds(2))
          .withDescription("How often the registry is read.");

  static final ConfigOption<Consistency> CONSISTENCY =
      ConfigOptions.key("client.consistency")
          .enumType(Consistency.class)
          .defaultValue(Consistency.LATEST)
          .withDescription(
              "Which state of the index answers: latest, or committed for what the last completed"
                  + " checkpoint holds.");

  static final ConfigOption<Integer> MAX_IN_FLIGHT =
      ConfigOptions.key("client.max-in-flight")
          .intType()
          .defaultValue(1000)
          .withDescription("Questions of one process that may be open before more are refused.");

  static final ConfigOption<Double> HEDGE =
      ConfigOptions.key("client.hedge")
          .doubleType()
          .defaultValue(0.0)
          .withDescription(
              "Share of recent calls (.5 to less than 1) after whose time a task is asked a second"
                  + " time; 0 for never.");

  static final ConfigOption<String> TOKEN =
      ConfigOptions.key("client.token")
          .stringType()
          .noDefaultValue()
          .withDescription("What the tasks ask for before they answer. Use it with TLS only.");

  static final ConfigOption<String> TLS_TRUSTED =
      file("client.tls.trusted-certificates", "the certificates to trust; default those of Java");

  static final ConfigOption<String> TLS_CERTIFICATE =
      file("client.tls.certificate", "the client's own certificate chain");

  static final ConfigOption<String> TLS_KEY =
      file("client.tls.key", "its private key (PKCS 8, not encrypted)");

  static final ConfigOption<String> TLS_SERVER_NAME =
      ConfigOptions.key("client.tls.server-name")
          .stringType()
          .noDefaultValue()
          .withDescription("Name that the certificates of the tasks are for; default their host.");

  private ServiceSource() {}

  private static ConfigOption<String> file(String key, String what) {
    return ConfigOptions.key(key)
        .stringType()
        .noDefaultValue()
        .withDescription("PEM file, on every machine that asks, of " + what + ".");
  }

  /** All options, in the order of the documentation. */
  static List<ConfigOption<?>> all() {
    return List.of(
        REGISTRY,
        INDEX,
        TIMEOUT,
        REFRESH,
        CONSISTENCY,
        MAX_IN_FLIGHT,
        HEDGE,
        TOKEN,
        TLS_TRUSTED,
        TLS_CERTIFICATE,
        TLS_KEY,
        TLS_SERVER_NAME);
  }

  /**
   * What opens clients of the index.
   *
   * @param given all options, for the properties of Kafka's clients
   * @throws IllegalArgumentException naming the option that is wrong or missing
   */
  static SearcherFactory of(ReadableConfig config, Map<String, String> given) {
    ClientOptions.Builder client =
        ClientOptions.builder(registry(config, given))
            .index(config.get(INDEX))
            .timeout(config.get(TIMEOUT))
            .refresh(config.get(REFRESH))
            .consistency(config.get(CONSISTENCY))
            .maxInFlight(config.get(MAX_IN_FLIGHT))
            .hedge(config.get(HEDGE))
            .token(config.get(TOKEN));
    if (List.of(TLS_TRUSTED, TLS_CERTIFICATE, TLS_KEY, TLS_SERVER_NAME).stream()
        .anyMatch(option -> config.get(option) != null)) {
      client.tls(
          new ClientTls(
              config.get(TLS_TRUSTED),
              config.get(TLS_CERTIFICATE),
              config.get(TLS_KEY),
              config.get(TLS_SERVER_NAME)));
    }
    return SearcherFactory.of(client.build());
  }

  /**
   * The registry of a configuration.
   *
   * @throws IllegalArgumentException naming the option that is wrong or missing
   */
  static RegistryOptions registry(ReadableConfig config, Map<String, String> given) {
    String uri = config.get(REGISTRY);
    if (uri == null) {
      throw new IllegalArgumentException(
          "registry is missing; give that of the index to ask, such as 's3://bucket/registry', or"
              + " 'mode' = 'snapshot' and snapshot.path");
    }
    Map<String, String> properties = new HashMap<>();
    given.forEach(
        (key, value) -> {
          if (key.startsWith(KAFKA_PROPERTIES)) {
            properties.put(key.substring(KAFKA_PROPERTIES.length()), value);
          }
        });
    return RegistryOptions.builder(uri).kafkaProperties(properties).build();
  }
}
