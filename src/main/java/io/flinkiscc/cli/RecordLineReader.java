package io.flinkiscc.cli;

import io.flinkiscc.kafka.RawRecord;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Reads the lines of JSONL as records, see {@link RecordLines}; blank lines are passed over. The
 * bytes of a line stay what they are, also where they are no UTF-8. What a line has beyond 64 MiB
 * is left out: no format accepts a record near that size.
 */
final class RecordLineReader implements Closeable {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LONGEST_LINE = 64 << 20;

  private final String file;
  private final InputStream in;
  private long number;

  /**
   * @param file name that the records carry as their topic
   */
  RecordLineReader(String file, InputStream in) {
    this.file = file;
    this.in = new BufferedInputStream(in, BUFFER_BYTES);
  }

  /** Opens a file, which is gzipped if its name ends in .gz. */
  static RecordLineReader open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    boolean done = false;
    try {
      String name = file.getFileName().toString();
      RecordLineReader reader =
          new RecordLineReader(name, name.endsWith(".gz") ? new GZIPInputStream(in) : in);
      done = true;
      return reader;
    } finally {
      if (!done) {
        in.close();
      }
    }
  }

  /** The next record, whose offset is the number of its line; null at the end. */
  RawRecord read() throws IOException {
    byte[] line;
    do {
      line = nextLine();
      number++;
    } while (line != null && isBlank(line));
    return line == null ? null : RecordLines.parse(file, number, line);
  }

  /** The bytes up to the next line feed, which may be none; null at the end of the file. */
  private byte[] nextLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    int b = in.read();
    if (b < 0) {
      return null;
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() < LONGEST_LINE) {
        line.write(b);
      }
    }
    return line.toByteArray();
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
