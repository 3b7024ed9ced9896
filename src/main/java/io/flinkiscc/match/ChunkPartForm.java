package io.flinkiscc.match;

import io.flinkiscc.index.Chunk;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The binary form of what a part knows about simprints of one type, see {@link MatchCodec}. */
final class ChunkPartForm {

  private ChunkPartForm() {}

  static void write(ChunkTypePart part, DataOutput out) throws IOException {
    out.writeLong(part.assets());
    out.writeBoolean(part.complete());
    out.writeInt(part.frequencies().length);
    for (int frequency : part.frequencies()) {
      out.writeInt(frequency);
    }
    out.writeInt(part.evidence().size());
    for (Map.Entry<Long, List<ChunkEvidence>> entry : part.evidence().entrySet()) {
      out.writeLong(entry.getKey());
      out.writeInt(entry.getValue().size());
      for (ChunkEvidence evidence : entry.getValue()) {
        writeEvidence(evidence, out);
      }
    }
  }

  static ChunkTypePart read(DataInput in) throws IOException {
    long assets = in.readLong();
    boolean complete = BinaryFields.readFlag(in, "complete");
    int[] frequencies = readFrequencies(in);
    Map<Long, List<ChunkEvidence>> evidence = new HashMap<>();
    for (int i = BinaryFields.readCount(in, "the number of assets"); i > 0; i--) {
      long key = in.readLong();
      if (evidence.put(key, readChunks(in)) != null) {
        throw new IOException("evidence of " + Long.toUnsignedString(key) + " comes twice");
      }
    }
    return new ChunkTypePart(assets, frequencies, evidence, complete);
  }

  private static int[] readFrequencies(DataInput in) throws IOException {
    int count = BinaryFields.readCount(in, "the number of frequencies");
    int[] frequencies = new int[16];
    for (int i = 0; i < count; i++) {
      if (i == frequencies.length) {
        frequencies = Arrays.copyOf(frequencies, (int) Math.min(count, i * 2L));
      }
      frequencies[i] = in.readInt();
    }
    return Arrays.copyOf(frequencies, count);
  }

  private static List<ChunkEvidence> readChunks(DataInput in) throws IOException {
    List<ChunkEvidence> chunks = new ArrayList<>();
    for (int i = BinaryFields.readCount(in, "the number of simprints"); i > 0; i--) {
      chunks.add(readEvidence(in));
    }
    return chunks;
  }

  private static void writeEvidence(ChunkEvidence evidence, DataOutput out) throws IOException {
    out.writeInt(evidence.query());
    BinaryFields.writeCode(evidence.chunk().code(), out);
    out.writeInt((int) evidence.chunk().offset());
    out.writeInt((int) evidence.chunk().size());
    BinaryFields.writeDistance(evidence.hamming(), evidence.bits(), out);
  }

  private static ChunkEvidence readEvidence(DataInput in) throws IOException {
    int query = in.readInt();
    Code code = BinaryFields.readCode(in);
    long offset = in.readInt() & Chunk.MAX_POSITION;
    long size = in.readInt() & Chunk.MAX_POSITION;
    Distance distance = BinaryFields.readDistance(in);
    return new ChunkEvidence(
        query, new Chunk(code, offset, size), distance.hamming(), distance.bits());
  }
}
