package io.flinkiscc.cli;

import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.kafka.RawRecordSerializer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * Reads the lines of a JSONL file, gzipped or not, as records; blank lines are passed over. The
 * bytes of a line stay what they are, also where they are no UTF-8. What a line has beyond 64 MiB
 * is left out: no format accepts a record near that size.
 */
final class RecordLineFormat extends SimpleStreamFormat<RawRecord> {

  private static final long serialVersionUID = 1L;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LONGEST_LINE = 64 << 20;

  private final String file;

  /**
   * @param file name that the records carry as their topic
   */
  RecordLineFormat(String file) {
    this.file = file;
  }

  @Override
  public StreamFormat.Reader<RawRecord> createReader(
      Configuration config, FSDataInputStream stream) {
    return new Lines(file, new BufferedInputStream(stream, BUFFER_BYTES));
  }

  @Override
  public TypeInformation<RawRecord> getProducedType() {
    return RawRecordSerializer.typeInfo();
  }

  private static final class Lines implements StreamFormat.Reader<RawRecord> {
    private final String file;
    private final InputStream in;
    private long number;

    Lines(String file, InputStream in) {
      this.file = file;
      this.in = in;
    }

    @Override
    public RawRecord read() throws IOException {
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
}
