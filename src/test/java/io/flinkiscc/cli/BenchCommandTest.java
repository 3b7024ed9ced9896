package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {

  private static final String[] LITTLE = {
    "--n", "600", "--queries", "20", "--repeat", "1", "--min-seconds", "0"
  };

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path dir;

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of("bench"));
    all.addAll(List.of(args));
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(all.toArray(String[]::new));
  }

  /** Runs a benchmark on little data and returns its lines, each of which tells its conditions. */
  private List<JsonNode> lines(String bench, String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of(bench));
    all.addAll(List.of(LITTLE));
    all.addAll(List.of(args));
    assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString().split("\n")) {
      JsonNode json = new ObjectMapper().readTree(line);
      assertThat(json.path("bench").asText()).isEqualTo(bench);
      assertThat(json.path("machine").path("cores").asInt()).isPositive();
      assertThat(json.path("jvm").path("version").asText()).isNotEmpty();
      assertThat(json.path("jvm").path("flags").isArray()).isTrue();
      assertThat(json.path("data").path("queries").asInt()).isEqualTo(20);
      assertThat(json.path("options").path("k").asInt()).isEqualTo(10);
      if (json.has("recall")) {
        assertThat(json.path("recall").asDouble()).isBetween(0.0, 1.0);
        assertThat(json.path("qps_cpu").asDouble()).isPositive();
      }
      lines.add(json);
    }
    return lines;
  }

  private static List<JsonNode> results(List<JsonNode> lines, String result) {
    return lines.stream().filter(line -> line.path("result").asText().equals(result)).toList();
  }

  private static void has(JsonNode line, String... figures) {
    for (String figure : figures) {
      assertThat(line.path(figure).isNumber()).as("%s in %s", figure, line).isTrue();
      assertThat(line.path(figure).asDouble()).as(figure).isNotNegative();
    }
  }

  @Test
  void scanTellsTimePerComparisonAndWhatReadingCosts() throws Exception {
    List<JsonNode> lines = lines("scan", "--lengths", "64,256", "--batch", "1,8");
    assertThat(results(lines, "read-once")).hasSize(2).allSatisfy(l -> has(l, "ns_per_code"));
    assertThat(results(lines, "scan"))
        .hasSize(8)
        .allSatisfy(l -> has(l, "query_bits", "stored_bits", "batch", "ns_per_comparison"))
        .allSatisfy(l -> assertThat(l.path("codes").asInt()).isEqualTo(300));
  }

  @Test
  void graphBuildsStoresAndSearchesHeapAndFile() throws Exception {
    List<JsonNode> lines = lines("graph", "--ef", "64,600", "--builds", "2");
    assertThat(results(lines, "build"))
        .singleElement()
        .satisfies(
            l ->
                has(
                    l,
                    "add_per_s_cpu",
                    "add_per_s_process_cpu",
                    "add_per_s_wall",
                    "memory_bytes_per_vector",
                    "p50_us",
                    "p99_us",
                    "p999_us",
                    "max_us",
                    "stalls"));
    assertThat(results(lines, "file"))
        .singleElement()
        .satisfies(l -> has(l, "file_bytes_per_vector", "open_ms", "open_and_first_search_ms"));
    List<JsonNode> searches = results(lines, "search");
    assertThat(searches).extracting(l -> l.path("store").asText()).containsOnly("heap", "file");
    assertThat(searches)
        .hasSize(4)
        .allSatisfy(l -> has(l, "qps_wall", "comparisons_per_query", "ns_per_comparison"));
    assertThat(searches)
        .filteredOn(l -> l.path("ef").asInt() == 600)
        .allSatisfy(l -> assertThat(l.path("recall").asDouble()).isEqualTo(1));
  }

  @Test
  void mixedLengthsAreMeasuredPairByPairAndTogether() throws Exception {
    List<JsonNode> lines =
        lines("graph", "--lengths", "mixed", "--ef", "600", "--threads", "2", "--distinct");
    assertThat(results(lines, "build")).hasSize(4);
    assertThat(results(lines, "scan")).hasSize(16);
    assertThat(results(lines, "search"))
        .hasSize(32)
        .allSatisfy(l -> assertThat(l.path("recall").asDouble()).isEqualTo(1));
    assertThat(results(lines, "search-all"))
        .hasSize(2)
        .allSatisfy(l -> assertThat(l.path("recall").asDouble()).isEqualTo(1));
  }

  @Test
  void indexTellsWritesSearchesAndWhatItTakes() throws Exception {
    List<JsonNode> lines =
        lines(
            "index",
            "--shard-assets",
            "200",
            "--graph-from",
            "50",
            "--ef",
            "0,64",
            "--readers",
            "1",
            "--lengths",
            "64,256");
    assertThat(results(lines, "ingest"))
        .singleElement()
        .satisfies(l -> has(l, "add_per_s_cpu", "p999_us", "max_us", "stalls", "slowed_down_ms"))
        .satisfies(l -> assertThat(l.path("rotations").asInt()).isGreaterThanOrEqualTo(2));
    assertThat(results(lines, "search-while-writing")).hasSize(1);
    assertThat(results(lines, "settled"))
        .singleElement()
        .satisfies(l -> has(l, "file_bytes_per_asset", "memory_bytes_per_asset"))
        .satisfies(l -> assertThat(l.path("live_assets").asInt()).isEqualTo(600));
    assertThat(results(lines, "search")).hasSize(9);
    assertThat(results(lines, "search"))
        .filteredOn(l -> l.path("mode").asText().equals("exact"))
        .hasSize(3)
        .allSatisfy(l -> assertThat(l.path("recall").asDouble()).isEqualTo(1))
        .allSatisfy(l -> assertThat(l.path("labelled_exact").asDouble()).isEqualTo(1));
  }

  @Test
  void churnFindsEveryLiveAsset() throws Exception {
    List<JsonNode> lines =
        lines("churn", "--turnovers", "3", "--shard-assets", "250", "--graph-from", "50");
    assertThat(results(lines, "before")).hasSize(1);
    assertThat(results(lines, "turnover")).hasSize(3);
    assertThat(results(lines, "compacted")).hasSize(1);
    for (String result : List.of("before", "after", "compacted")) {
      assertThat(results(lines, result))
          .allSatisfy(l -> assertThat(l.path("unreachable").asInt()).isZero());
    }
    assertThat(results(lines, "compacted").get(0).path("live_assets").asInt()).isEqualTo(600);
  }

  @Test
  void usearchFilesAreWrittenAndSearched() throws Exception {
    List<JsonNode> lines =
        lines("usearch", "--lengths", "mixed", "--ef", "600", "--dir", dir.toString());
    assertThat(results(lines, "build")).singleElement().satisfies(l -> has(l, "p999_us"));
    assertThat(results(lines, "file"))
        .singleElement()
        .satisfies(l -> has(l, "open_ms", "open_and_first_search_ms"))
        .satisfies(l -> assertThat(l.path("codes").asInt()).isEqualTo(600));
    assertThat(results(lines, "search"))
        .hasSize(2)
        .allSatisfy(l -> assertThat(l.path("recall").asDouble()).isEqualTo(1));
    String file = dir.resolve("bench.usearch").toString();
    List<JsonNode> opened = lines("usearch", "--lengths", "mixed", "--ef", "600", "--open", file);
    assertThat(opened).extracting(l -> l.path("result").asText()).containsExactly("file", "search");
    assertThat(opened.get(1).path("recall"))
        .isEqualTo(results(lines, "search").get(1).path("recall"));
  }

  private Path recordFile(int records, int extraBytes) throws Exception {
    Path file = dir.resolve("units.bin.gz");
    byte[] record = new byte[40];
    Random random = new Random(3);
    try (OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < records; i++) {
        random.nextBytes(record);
        zipped.write(record);
      }
      zipped.write(new byte[extraBytes]);
    }
    return file;
  }

  @Test
  void recordsOfAFileAreHeldOutOrFlipped() throws Exception {
    String file = recordFile(620, 0).toString();
    JsonNode heldOut = lines("scan", "--kind", "file", "--file", file).get(0);
    assertThat(heldOut.path("data").path("file_queries").asText()).isEqualTo("held out");
    JsonNode flipped =
        lines("scan", "--kind", "file", "--file", file, "--file-queries", "flipped").get(0);
    assertThat(flipped.path("data").path("file_queries").asText()).isEqualTo("0-12 bits flipped");
    assertThat(flipped.path("data").path("file").asText()).isEqualTo("units.bin.gz");
    assertThat(run("scan", "--kind", "file", "--file", file, "--queries", "21", "--n", "600"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("has 620 records, too few for 600 codes and 21 queries");
  }

  @Test
  void exportHoldsCodesQueriesAndAnswers() throws Exception {
    Path file = dir.resolve("data.bin");
    lines("graph", "--lengths", "128", "--ef", "16", "--export", file.toString());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    byte[] magic = new byte[8];
    bytes.get(magic);
    assertThat(magic).isEqualTo("ISCCBEN1".getBytes());
    assertThat(new int[] {bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt()})
        .containsExactly(128, 600, 20, 10);
    byte[] json = new byte[bytes.getInt()];
    bytes.get(json);
    assertThat(new ObjectMapper().readTree(json).path("kind").asText()).isEqualTo("cluster");
    byte[][] codes = new byte[600][16];
    byte[][] queries = new byte[20][16];
    Arrays.stream(codes).forEach(bytes::get);
    Arrays.stream(queries).forEach(bytes::get);
    for (byte[] query : queries) {
      int[] distances = Arrays.stream(codes).mapToInt(code -> hamming(code, query)).toArray();
      Arrays.sort(distances);
      assertThat((int) bytes.getShort()).isEqualTo(distances[9]);
    }
    assertThat(bytes.hasRemaining()).isFalse();
  }

  private static int hamming(byte[] a, byte[] b) {
    int differing = 0;
    for (int i = 0; i < a.length; i++) {
      differing += Integer.bitCount((a[i] ^ b[i]) & 0xFF);
    }
    return differing;
  }

  @Test
  void helpNamesTheBenchmarksAndTheirOptions() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("graph", "scan", "index", "churn");
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("graph", "scan", "index", "churn");
    assertThat(run("graph", "--help")).isZero();
    assertThat(out.toString()).contains("--kind", "--ef", "--export");
  }

  @Test
  void wrongOptionsAreRefusedWithWhatIsAllowed() throws Exception {
    String broken = recordFile(10, 7).toString();
    String plain = Files.writeString(dir.resolve("plain.bin.gz"), "no gzip").toString();
    for (String[] wrong :
        new String[][] {
          {"--n is 0, allowed are 1..50000000", "scan", "--n", "0"},
          {"--queries is 0", "graph", "--queries", "0"},
          {"--k is 1001, allowed are 1..1000", "scan", "--k", "1001"},
          {"--repeat is 0", "index", "--repeat", "0"},
          {"--min-seconds is -1.0", "scan", "--min-seconds", "-1"},
          {"'best' is not one of cluster, uniform, file", "scan", "--kind", "best"},
          {"--lengths is 100, allowed are multiples of 32", "graph", "--lengths", "100"},
          {"--lengths is 64,,128", "graph", "--lengths", "64,,128"},
          {"--kind is file, but --file is missing", "scan", "--kind", "file"},
          {"--file is given, but --kind is not file", "scan", "--file", broken},
          {
            "--file is nowhere.gz, which is no file",
            "scan",
            "--kind",
            "file",
            "--file",
            "nowhere.gz"
          },
          {
            "after 10 records of 40 bytes, 7 bytes are left",
            "scan",
            "--kind",
            "file",
            "--file",
            broken
          },
          {"which is not as --help tells", "scan", "--kind", "file", "--file", plain},
          {"--batch is 0, allowed are 1..1024", "scan", "--batch", "0"},
          {"--ef is 0, allowed are 1..65536", "graph", "--ef", "16,0"},
          {"--threads is 0", "graph", "--threads", "0"},
          {"--connectivity is 1, allowed are 2..64", "graph", "--connectivity", "1"},
          {"--builds is 21", "graph", "--builds", "21"},
          {"--export writes codes of one length", "graph", "--lengths", "mixed", "--export", "x"},
          {"--readers is 65", "index", "--readers", "65"},
          {"'never' is not one of sync, async, off", "index", "--indexing", "never"},
          {"--distinct is given, but an index has one entry per asset", "churn", "--distinct"},
          {"--shard-assets is 0", "churn", "--shard-assets", "0"},
          {
            "--metric is hamming, which wants one length",
            "usearch",
            "--metric",
            "hamming",
            "--lengths",
            "mixed"
          },
          {"'cosine' is not one of nphd, hamming", "usearch", "--metric", "cosine"},
          {"--open is nowhere, which is no file", "usearch", "--open", "nowhere"},
          {"--distinct is given, but a .usearch file", "usearch", "--distinct"},
          {"--turnovers is 0, allowed are 1..1000", "churn", "--turnovers", "0"}
        }) {
      String[] args = Arrays.copyOfRange(wrong, 1, wrong.length);
      assertThat(run(args)).as("%s", List.of(args)).isEqualTo(2);
      assertThat(err.toString()).contains(wrong[0]);
      assertThat(out.toString()).isEmpty();
    }
  }
}
