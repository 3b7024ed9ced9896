package io.flinkiscc.cli;

import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.kafka.RawRecordSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;

/** Lets a job read the lines of a JSONL file, gzipped or not, by a {@link RecordLineReader}. */
final class RecordLineFormat extends SimpleStreamFormat<RawRecord> {

  private static final long serialVersionUID = 1L;

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
    return new Lines(new RecordLineReader(file, stream));
  }

  @Override
  public TypeInformation<RawRecord> getProducedType() {
    return RawRecordSerializer.typeInfo();
  }

  private record Lines(RecordLineReader lines) implements StreamFormat.Reader<RawRecord> {
    @Override
    public RawRecord read() throws IOException {
      return lines.read();
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
