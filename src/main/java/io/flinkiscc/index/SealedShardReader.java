package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.MappedCodes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Makes the parts of a {@link SealedShard} of the sections of its file, checking their lengths. */
final class SealedShardReader {

  private final SealedFile file;
  private final boolean withGraphs;
  private final SealedMeta meta;

  /**
   * @param withGraphs whether the bytes of graphs are there
   */
  SealedShardReader(SealedFile file, boolean withGraphs) throws CorruptDataException {
    this.file = file;
    this.withGraphs = withGraphs;
    SealedSection.Name name = SealedSection.Name.of(SealedSection.Kind.META);
    ByteBuffer section = file.section(name);
    file.verify(name);
    try {
      this.meta = SealedMeta.parse(section.duplicate().order(section.order()));
    } catch (CorruptDataException e) {
      throw file.corrupt("is damaged: its section META " + e.getMessage());
    }
  }

  SealedMeta meta() {
    return meta;
  }

  SealedEntries entries() throws CorruptDataException {
    return new SealedEntries(
        file,
        meta,
        section(
            SealedSection.Kind.KEY_GROUPS, meta.keyGroups() * (long) SealedFormat.KEY_GROUP_BYTES),
        perEntry(SealedSection.Kind.KEYS),
        meta.seqs().single() ? null : perEntry(SealedSection.Kind.SEQS),
        meta.eventTimes().single() ? null : perEntry(SealedSection.Kind.EVENT_TIMES),
        perEntry(SealedSection.Kind.DIGESTS),
        new SealedBloom(section(SealedSection.Kind.BLOOM, SealedBloom.bytes(meta.entries()))));
  }

  private ByteBuffer perEntry(SealedSection.Kind kind) throws CorruptDataException {
    return section(kind, meta.entries() * (long) Long.BYTES);
  }

  private ByteBuffer section(SealedSection.Kind kind, long bytes) throws CorruptDataException {
    return file.section(SealedSection.Name.of(kind), bytes);
  }

  SealedPayload payload() throws CorruptDataException {
    ByteBuffer index =
        section(SealedSection.Kind.BLOCKS, meta.blocks() * (long) SealedFormat.BLOCK_BYTES);
    List<ByteBuffer> parts = new ArrayList<>();
    for (int part = 0; part < meta.parts(); part++) {
      parts.add(file.section(SealedSection.Name.part(SealedSection.Kind.PAYLOAD, part)));
    }
    return new SealedPayload(file, index, parts.toArray(new ByteBuffer[0]), meta.entries());
  }

  Map<UnitType, SealedField> fields() throws CorruptDataException {
    EnumMap<UnitType, SealedField> fields = new EnumMap<>(UnitType.class);
    for (SealedMeta.Column column : meta.columns()) {
      if (column.role() == SealedSection.Role.UNIT) {
        ByteBuffer nodes =
            file.section(
                name(SealedSection.Kind.UNIT_NODES, column),
                SealedNodeColumn.bytes(meta.entries(), column.rows()));
        SealedNodeColumn nodeColumn =
            new SealedNodeColumn(file, nodes, meta.entries(), column.rows(), (int) column.nodes());
        fields.put(column.type(), new SealedField(lengths(column), nodeColumn));
      }
    }
    return fields;
  }

  Map<UnitType, SealedChunks> chunks() throws CorruptDataException {
    EnumMap<UnitType, SealedChunks> chunks = new EnumMap<>(UnitType.class);
    for (SealedMeta.Column column : meta.columns()) {
      if (column.role() == SealedSection.Role.SIMPRINT) {
        ByteBuffer rows =
            file.section(
                name(SealedSection.Kind.CHUNKS, column),
                column.rows() * (long) SealedChunks.ROW_BYTES);
        ByteBuffer entries =
            file.section(
                name(SealedSection.Kind.CHUNK_ENTRIES, column),
                SealedEntrySet.bytes(meta.entries()));
        SealedEntrySet withChunks = new SealedEntrySet(entries, meta.entries());
        chunks.put(
            column.type(),
            new SealedChunks(file, lengths(column), rows, withChunks, meta.entries()));
      }
    }
    return chunks;
  }

  /** What is there of codes without columns, by type. */
  Map<UnitType, SealedLeftOut> leftOut(SealedSection.Role role) throws CorruptDataException {
    EnumMap<UnitType, SealedLeftOut> leftOut = new EnumMap<>(UnitType.class);
    for (UnitType type : UnitType.values()) {
      SealedSection.Name name = SealedSection.Name.of(SealedSection.Kind.LEFT_OUT, role, type);
      if (file.has(name)) {
        ByteBuffer section = file.section(name, SealedLeftOut.bytes(meta.entries()));
        try {
          leftOut.put(type, SealedLeftOut.parse(section, meta.entries(), role));
        } catch (CorruptDataException e) {
          throw file.corrupt("is damaged: its section " + name + " " + e.getMessage());
        }
      }
    }
    for (SealedMeta.Column column : meta.columns()) {
      if (column.role() == role && leftOut.containsKey(column.type())) {
        throw file.corrupt(
            "is damaged: it has a column of type %s that it leaves out".formatted(column.type()));
      }
    }
    return leftOut;
  }

  private static SealedSection.Name name(SealedSection.Kind kind, SealedMeta.Column column) {
    return SealedSection.Name.of(kind, column.role(), column.type());
  }

  private List<SealedCodes> lengths(SealedMeta.Column column) throws CorruptDataException {
    List<SealedCodes> lengths = new ArrayList<>();
    for (SealedMeta.Length length : column.lengths()) {
      lengths.add(codes(column, length));
    }
    return lengths;
  }

  private SealedCodes codes(SealedMeta.Column column, SealedMeta.Length length)
      throws CorruptDataException {
    int bits = length.bits();
    SealedPostings postings =
        new SealedPostings(
            file,
            file.section(
                name(SealedSection.Kind.POSTINGS, column, bits),
                length.nodes() * (long) Integer.BYTES),
            file.section(name(SealedSection.Kind.POSTING_LISTS, column, bits)),
            column.role() == SealedSection.Role.UNIT ? meta.entries() : column.rows());
    ByteBuffer planes =
        file.section(
            name(SealedSection.Kind.CODES, column, bits), MappedCodes.bytes(bits, length.nodes()));
    SealedGraph graph =
        withGraphs && length.hasGraph()
            ? new SealedGraph(
                file, file.section(name(SealedSection.Kind.GRAPH, column, bits)), length)
            : null;
    return new SealedCodes(
        new MappedCodes(bits, length.nodes(), planes.duplicate()), postings, graph);
  }

  private static SealedSection.Name name(
      SealedSection.Kind kind, SealedMeta.Column column, int bits) {
    return SealedSection.Name.of(kind, column.role(), column.type(), bits);
  }
}
