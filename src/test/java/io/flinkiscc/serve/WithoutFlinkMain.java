package io.flinkiscc.serve;

import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Asks by ISCC-ID for a registry in a JVM without Flink, and writes what it hears into a file. */
public final class WithoutFlinkMain {

  private WithoutFlinkMain() {}

  /** Takes the URI of the registry and the file. */
  public static void main(String[] args) throws Exception {
    String flink;
    try {
      flink = Class.forName("org.apache.flink.api.common.typeinfo.TypeInfo").getName();
    } catch (ClassNotFoundException e) {
      flink = "no Flink";
    }
    ClientOptions options =
        ClientOptions.builder(RegistryOptions.of(args[0])).timeout(Duration.ofSeconds(30)).build();
    try (IsccSearcher client = SearcherFactory.of(options).open()) {
      EnrichedRecord answer =
          client.search(QueryRecord.builder("q").isccId(IsccId.of(0, 1)).build()).get();
      boolean there = client.get(IsccId.of(0, 2)).get().isPresent();
      Files.writeString(
          Path.of(args[1]),
          flink + ", " + answer.status() + ", " + answer.globalMatches().size() + ", " + there);
    }
  }
}
