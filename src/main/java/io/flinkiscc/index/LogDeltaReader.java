package io.flinkiscc.index;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link LogDelta} wrote, range by range and record by record. */
final class LogDeltaReader {

  /** Far above what a task can have: one for each shard in memory and megabyte of deletes. */
  private static final int MOST_RANGES = 1 << 20;

  private final RecordInput in;
  private final List<Part> parts;
  private int next;

  /** A range as the file names it. */
  record Part(String log, long from, long length) {}

  LogDeltaReader(InputStream stream) throws IOException {
    in = new RecordInput(stream);
    try {
      parts = readHeader(in.data());
    } catch (EOFException e) {
      throw new CorruptDataException("index delta ends within its header", e);
    }
    in.checkSum();
  }

  private static List<Part> readHeader(DataInputStream header) throws IOException {
    int magic = header.readInt();
    if (magic != LogDelta.MAGIC) {
      throw new CorruptDataException(
          "not an index delta: begins with 0x%08x instead of 0x%08x"
              .formatted(magic, LogDelta.MAGIC));
    }
    int version = header.readUnsignedShort();
    if (version != LogDelta.VERSION) {
      throw new CorruptDataException(
          "index delta has format version "
              + version
              + ", this program reads version "
              + LogDelta.VERSION
              + ": use the program that wrote it, or a newer one");
    }
    header.readUnsignedShort();
    int count = header.readInt();
    if (count < 0 || count > MOST_RANGES) {
      throw new CorruptDataException(
          "index delta says it has " + count + " ranges, allowed are 0.." + MOST_RANGES);
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Part part = new Part(header.readUTF(), header.readLong(), header.readLong());
      if (part.from() < 0 || part.length() < 0) {
        throw new CorruptDataException("index delta has the range " + part);
      }
      parts.add(part);
    }
    return parts;
  }

  /**
   * Goes on to the next range, passing over what is unread of this one; null behind the last one.
   *
   * @throws CorruptDataException if the file is cut off or damaged
   */
  Part nextPart() throws IOException {
    in.skipRecords();
    if (next == parts.size()) {
      in.checkSum();
      return null;
    }
    Part part = parts.get(next++);
    in.records(part.length());
    return part;
  }

  /** The next record of the range, or null behind its last one. */
  LogRecord next() throws IOException {
    return in.next();
  }
}
