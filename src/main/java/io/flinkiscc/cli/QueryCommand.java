package io.flinkiscc.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.EnrichedJsonWriter;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryFormat;
import io.flinkiscc.kafka.QueryRejectedException;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.serve.IsccSearcher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks an index. */
@Command(
    name = "query",
    description = {
      "Ask an index which content is similar: to the ISCCs given (all of them one question), or to"
          + " each line of a file or of standard input. Lines are ISCCs, queries, or ingest records,"
          + " whose codes are asked for.",
      "",
      "Exit code 0 if every question was answered wholly, 1 if not, 2 for wrong arguments.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class QueryCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "ISCC",
      description = "An ISCC-ID, or an ISCC-CODE and ISCC-UNITs, in any spelling.")
  private List<String> isccs = List.of();

  @Mixin private SearcherArguments searcherArguments;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Questions, one per line, also gzipped (.gz). Default: standard input.")
  private Path file;

  @Option(
      names = {"-k", "--limit"},
      paramLabel = "K",
      defaultValue = "10",
      description = "Matches for a question that does not say, 1..1000. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--threshold",
      paramLabel = "SCORE",
      description = "Smallest unit score that counts, 0..1. Default: the rules of the index.")
  private Double threshold;

  @Option(
      names = "--unit-types",
      split = ",",
      paramLabel = "TYPE",
      description = "Compare these types only, such as CONTENT_TEXT_V0. Default: all.")
  private List<String> unitTypes = List.of();

  @Option(
      names = "--filter",
      paramLabel = "JSON",
      description = "Condition over the metadata, as in a query.")
  private String filter;

  @Option(names = "--exact", description = "Compare every code, however long that takes.")
  private boolean exact;

  @Option(
      names = "--unit-matches",
      description = "Also tell the nearest per unit type, whatever their distance.")
  private boolean unitMatches;

  @Option(names = "--json", description = "A line of JSON for each answer instead of a table.")
  private boolean json;

  private boolean allAnswered = true;
  private IsccSearcher searcher;
  private QueryFormat format;
  private Questions questions;

  @Override
  public Integer call() throws Exception {
    if (!isccs.isEmpty() && file != null) {
      throw new ParameterException(spec.commandLine(), "give either ISCCs or --file, not both");
    }
    questions = new Questions(defaults());
    byte[] question =
        isccs.isEmpty() ? null : SnapshotArguments.with(spec, () -> questions.ofIsccs(isccs));
    SearcherArguments.Opened opened = SnapshotArguments.with(spec, () -> searcherArguments.open());
    try (IsccSearcher asked = opened.searcher()) {
      searcher = asked;
      format =
          SnapshotArguments.with(
              spec, () -> new QueryFormat(opened.realm()).withDefaultLimit(limit));
      if (question != null) {
        ask(String.join(" ", isccs), question, 1);
      } else {
        askLines();
      }
    }
    return allAnswered ? 0 : 1;
  }

  private ObjectNode defaults() {
    ObjectNode defaults = Questions.none();
    if (threshold != null) {
      defaults.put("threshold", threshold);
    }
    if (exact) {
      defaults.put("exact", true);
    }
    if (unitMatches) {
      defaults.put("include_unit_matches", true);
    }
    for (String type : unitTypes) {
      try {
        defaults.withArrayProperty("unit_types").add(UnitType.parse(type.strip()).name());
      } catch (io.flinkiscc.iscc.IsccException e) {
        throw new ParameterException(spec.commandLine(), "--unit-types: " + e.getMessage(), e);
      }
    }
    if (filter != null) {
      try {
        JsonNode condition = JSON.readTree(filter);
        defaults.set("filter", condition);
      } catch (JsonProcessingException e) {
        throw new ParameterException(
            spec.commandLine(), "--filter is no JSON: " + e.getOriginalMessage(), e);
      }
    }
    return defaults;
  }

  private void askLines() throws Exception {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(input(), StandardCharsets.UTF_8))) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          askLine(line, number);
        }
      }
    }
  }

  private InputStream input() throws IOException {
    if (file == null) {
      return System.in;
    }
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(
          spec.commandLine(), "--file is " + file + ", which is no file that can be read");
    }
    InputStream in = Files.newInputStream(file);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
  }

  private void askLine(String line, long number) throws Exception {
    byte[] question;
    try {
      question = questions.ofLine(line);
    } catch (IllegalArgumentException e) {
      allAnswered = false;
      spec.commandLine().getErr().println("line " + number + ": " + e.getMessage());
      spec.commandLine().getErr().flush();
      return;
    }
    ask("line " + number, question, number);
  }

  private void ask(String asked, byte[] question, long number) throws Exception {
    RawRecord record = new RawRecord("query", 0, number, RawRecord.NO_TIMESTAMP, null, question);
    EnrichedRecord answer;
    try {
      answer = searcher.search(format.parse(record)).get();
    } catch (QueryRejectedException e) {
      if (!isccs.isEmpty()) {
        throw new ParameterException(spec.commandLine(), e.getMessage(), e);
      }
      answer = EnrichedRecord.invalid(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
    allAnswered &= answer.status() == Status.OK || answer.status() == Status.NOT_FOUND;
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        json
            ? new String(EnrichedJsonWriter.write(answer), StandardCharsets.UTF_8) + "\n"
            : new QueryTable(asked, answer));
    out.flush();
  }
}
