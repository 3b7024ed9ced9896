package io.flinkiscc.cli;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.kafka.DeadLetter;
import io.flinkiscc.kafka.DeadLetterJsonWriter;
import io.flinkiscc.kafka.IngestFormat;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.kafka.RecordRejectedException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Imports the lines of files; those that are refused go to a file, or are told with their lines.
 */
final class JsonlSource implements ImportSource {

  private final List<Path> files;
  private final IngestFormat format;
  private final Path deadLetters;
  private final PrintWriter err;
  private final CleanUp cleanUp;
  private OutputStream dead;
  private long changes;
  private long skipped;
  private long refused;

  /**
   * @param deadLetters gets a line of JSON for each line that is refused; null to tell them
   */
  JsonlSource(
      List<Path> files, IngestFormat format, Path deadLetters, PrintWriter err, CleanUp cleanUp) {
    this.files = files;
    this.format = format;
    this.deadLetters = deadLetters;
    this.err = err;
    this.cleanUp = cleanUp;
  }

  @Override
  public void readInto(ImportTarget target, Map<String, Object> summary) throws IOException {
    try (OutputStream out =
        deadLetters == null
            ? OutputStream.nullOutputStream()
            : new BufferedOutputStream(Files.newOutputStream(deadLetters))) {
      dead = out;
      for (Path file : files) {
        read(file, target);
      }
    }
    summary.put("lines", changes + skipped + refused);
    summary.put("changes", changes);
    if (skipped > 0) {
      summary.put("skipped", skipped);
    }
    summary.put("refused", refused);
    if (deadLetters != null) {
      summary.put("dead_letters", deadLetters);
    }
    if (refused > 0 && changes == 0) {
      throw new IOException("none of " + refused + " lines is a record; nothing was imported");
    }
  }

  private void read(Path file, ImportTarget target) throws IOException {
    TimedProgress progress = new TimedProgress(err, "lines of " + file, 0);
    try (RecordLineReader lines = RecordLineReader.open(file)) {
      for (RawRecord record = lines.read(); record != null; record = lines.read()) {
        cleanUp.goOn();
        progress.next();
        read(file, record, target);
      }
    }
  }

  private void read(Path file, RawRecord record, ImportTarget target) throws IOException {
    Optional<AssetOp> change;
    try {
      change = format.parse(record);
    } catch (RecordRejectedException e) {
      refuse(file, record, e);
      return;
    }
    if (change.isPresent()) {
      changes++;
      target.apply(change.get());
    } else {
      skipped++;
    }
  }

  private void refuse(Path file, RawRecord record, RecordRejectedException why) throws IOException {
    refused++;
    if (deadLetters == null) {
      err.printf("%s:%d: %s: %s%n", file, record.offset(), why.code().id(), why.getMessage());
      err.flush();
    } else {
      dead.write(DeadLetterJsonWriter.write(DeadLetter.of(record, why)));
      dead.write('\n');
    }
  }
}
