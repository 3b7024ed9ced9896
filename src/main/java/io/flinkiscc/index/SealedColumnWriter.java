package io.flinkiscc.index;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.MappedCodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

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
  SealedMeta.Column write(int entryCount, SealedOutput out) throws IOException {
    List<SealedMeta.Length> lengths = new ArrayList<>();
    int[] nodeOfRow = new int[entries.size()];
    int nodesBefore = 0;
    for (int bytes = 1; bytes <= MAX_CODE_BYTES; bytes++) {
      if (byLength[bytes] != null) {
        SealedMeta.Length length = writeLength(bytes, nodesBefore, nodeOfRow, out);
        nodesBefore = Math.addExact(nodesBefore, length.nodes());
        lengths.add(length);
      }
    }
    if (role == SealedSection.Role.UNIT) {
      out.begin(SealedSection.Name.of(SealedSection.Kind.UNIT_NODES, role, type));
      SealedNodeColumn.write(entryCount, entries, nodeOfRow, out);
      out.end();
    } else {
      writeChunks(out);
    }
    return new SealedMeta.Column(role, type, entries.size(), lengths);
  }

  private SealedMeta.Length writeLength(
      int bytes, int nodesBefore, int[] nodeOfRow, SealedOutput out) throws IOException {
    SealedDictionary dictionary = byLength[bytes];
    int bits = bytes * Byte.SIZE;
    boolean sorted = type.mainType() == MainType.INSTANCE;
    int[] order = sorted ? sortedOrder(dictionary.codes()) : null;
    int nodes = dictionary.size();
    int[] nodeOfNumber = inverse(order, nodes);

    out.begin(name(SealedSection.Kind.CODES, bits));
    MappedCodes.write(
        bits, nodes, node -> dictionary.codes().get(order == null ? node : order[node]), out);
    out.end();

    int[] nodeByRow = new int[role == SealedSection.Role.UNIT ? lastEntry() + 1 : nodeOfRow.length];
    Arrays.fill(nodeByRow, -1);
    for (int row = 0; row < nodeOfRow.length; row++) {
      if (codeBytes.get(row) == bytes) {
        int node = nodeOfNumber[numbers.get(row)];
        nodeOfRow[row] = nodesBefore + node;
        nodeByRow[role == SealedSection.Role.UNIT ? entries.get(row) : row] = node;
      }
    }
    SealedPostings.Grouped postings = new SealedPostings.Grouped(nodes, nodeByRow);
    out.begin(name(SealedSection.Kind.POSTINGS, bits));
    postings.writeHeads(out);
    out.end();
    out.begin(name(SealedSection.Kind.POSTING_LISTS, bits));
    postings.writeLists(out);
    out.end();
    return new SealedMeta.Length(bits, sorted ? SealedFormat.FLAG_SORTED : 0, nodes);
  }

  private int lastEntry() {
    return entries.size() == 0 ? -1 : entries.get(entries.size() - 1);
  }

  private static int[] sortedOrder(List<Code> codes) {
    return IntStream.range(0, codes.size())
        .boxed()
        .sorted(Comparator.comparing(codes::get, SealedCodes::compare))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The place of each number in an order; in their own order if that is null. */
  private static int[] inverse(int[] order, int size) {
    int[] places = new int[size];
    for (int place = 0; place < size; place++) {
      places[order == null ? place : order[place]] = place;
    }
    return places;
  }

  private void writeChunks(SealedOutput out) throws IOException {
    out.begin(SealedSection.Name.of(SealedSection.Kind.CHUNKS, role, type));
    for (IntColumn column : List.of(entries, offsets, sizes)) {
      for (int row = 0; row < column.size(); row++) {
        out.writeInt(column.get(row));
      }
    }
    out.end();
    RoaringBitmap withChunks = new RoaringBitmap();
    for (int row = 0; row < entries.size(); row++) {
      withChunks.add(entries.get(row));
    }
    withChunks.runOptimize();
    out.begin(SealedSection.Name.of(SealedSection.Kind.CHUNK_ENTRIES, role, type));
    withChunks.serialize(new java.io.DataOutputStream(out));
    out.end();
  }

  private SealedSection.Name name(SealedSection.Kind kind, int bits) {
    return SealedSection.Name.of(kind, role, type, bits);
  }
}
