package io.flinkiscc.index;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.MappedCodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects the units or the simprints of one type while the entries of a shard go by, and writes
 * their columns afterwards. For one thread.
 */
final class SealedColumnWriter {

  private static final int MAX_CODE_BYTES = 32;

  private final SealedSection.Role role;
  private final UnitType type;
  private final SealedDictionary[] byLength = new SealedDictionary[MAX_CODE_BYTES + 1];

  /**
   * By row: its entry, the bytes of its code, the number of its code among those of that length.
   */
  private final IntColumn entries = new IntColumn();

  private final IntColumn codeBytes = new IntColumn();
  private final IntColumn numbers = new IntColumn();

  /** By row of simprints. */
  private final IntColumn offsets = new IntColumn();

  private final IntColumn sizes = new IntColumn();

  SealedColumnWriter(SealedSection.Role role, UnitType type) {
    this.role = role;
    this.type = type;
  }

  void addUnit(Code code, int entry) {
    int bytes = code.bits() / Byte.SIZE;
    if (byLength[bytes] == null) {
      byLength[bytes] = new SealedDictionary();
    }
    entries.append(entry);
    codeBytes.append(bytes);
    numbers.append(byLength[bytes].add(code));
  }

  void addChunk(Chunk chunk, int entry) {
    addUnit(chunk.code(), entry);
    offsets.append((int) chunk.offset());
    sizes.append((int) chunk.size());
  }

  /** Writes all sections of the column and tells what they hold. */
  SealedMeta.Column write(int entryCount, SealedGraphWriter graphs, SealedOutput out)
      throws IOException {
    List<SealedMeta.Length> lengths = new ArrayList<>();
    int[] nodeOfRow = new int[entries.size()];
    int nodesBefore = 0;
    for (int bytes = 1; bytes <= MAX_CODE_BYTES; bytes++) {
      if (byLength[bytes] != null) {
        SealedMeta.Length length = writeLength(bytes, nodesBefore, nodeOfRow, graphs, out);
        nodesBefore = Math.addExact(nodesBefore, length.nodes());
        lengths.add(length);
      }
    }
    if (role == SealedSection.Role.UNIT) {
      out.begin(SealedSection.Name.of(SealedSection.Kind.UNIT_NODES, role, type));
      SealedNodeColumn.write(entryCount, entries, nodeOfRow, out);
      out.end();
    } else {
      writeChunks(entryCount, out);
    }
    return new SealedMeta.Column(role, type, entries.size(), lengths);
  }

  private SealedMeta.Length writeLength(
      int bytes, int nodesBefore, int[] nodeOfRow, SealedGraphWriter graphs, SealedOutput out)
      throws IOException {
    SealedDictionary dictionary = byLength[bytes];
    int bits = bytes * Byte.SIZE;
    SealedGraphWriter.Written graph = graphs.write(role, type, bits, dictionary, out);
    boolean sorted = type.mainType() == MainType.INSTANCE;
    List<Code> codes = dictionary.codes();
    if (graph != null) {
      codes = graph.codes();
    } else if (sorted) {
      codes = new ArrayList<>(codes);
      codes.sort(SealedCodes::compare);
    }
    int nodes = codes.size();
    out.begin(name(SealedSection.Kind.CODES, bits));
    MappedCodes.write(bits, nodes, codes::get, out);
    out.end();

    int[] nodeOfNumber = nodeOfNumber(codes, dictionary);
    int[] nodeByRow = new int[role == SealedSection.Role.UNIT ? lastEntry() + 1 : nodeOfRow.length];
    Arrays.fill(nodeByRow, -1);
    for (int row = 0; row < nodeOfRow.length; row++) {
      if (codeBytes.get(row) == bytes) {
        int node = nodeOfNumber[numbers.get(row)];
        nodeOfRow[row] = nodesBefore + node;
        nodeByRow[role == SealedSection.Role.UNIT ? entries.get(row) : row] = node;
      }
    }
    byLength[bytes] = null;
    SealedPostings.Grouped postings = new SealedPostings.Grouped(nodes, nodeByRow);
    out.begin(name(SealedSection.Kind.POSTINGS, bits));
    postings.writeHeads(out);
    out.end();
    out.begin(name(SealedSection.Kind.POSTING_LISTS, bits));
    postings.writeLists(out);
    out.end();
    int flags =
        (graph == null ? 0 : SealedFormat.FLAG_GRAPH) | (sorted ? SealedFormat.FLAG_SORTED : 0);
    return new SealedMeta.Length(bits, flags, graph == null ? 0 : graph.candidates(), nodes);
  }

  private int lastEntry() {
    return entries.size() == 0 ? -1 : entries.get(entries.size() - 1);
  }

  /** The first node of each code by its number; a graph may have codes that have no number. */
  private static int[] nodeOfNumber(List<Code> codes, SealedDictionary dictionary) {
    int[] nodes = new int[dictionary.size()];
    for (int node = codes.size() - 1; node >= 0; node--) {
      int number = dictionary.find(codes.get(node));
      if (number >= 0) {
        nodes[number] = node;
      }
    }
    return nodes;
  }

  private void writeChunks(int entryCount, SealedOutput out) throws IOException {
    out.begin(SealedSection.Name.of(SealedSection.Kind.CHUNKS, role, type));
    for (IntColumn column : List.of(entries, offsets, sizes)) {
      for (int row = 0; row < column.size(); row++) {
        out.writeInt(column.get(row));
      }
    }
    out.end();
    out.begin(SealedSection.Name.of(SealedSection.Kind.CHUNK_ENTRIES, role, type));
    SealedEntrySet.write(entryCount, entries, out);
    out.end();
  }

  private SealedSection.Name name(SealedSection.Kind kind, int bits) {
    return SealedSection.Name.of(kind, role, type, bits);
  }
}
