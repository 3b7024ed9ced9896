package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Checks what the sections of a shard say of each other: the order of the entries, and that each
 * asset form has the key, digest and codes that the columns tell of.
 */
final class SealedCheck {

  private static final Set<UnitType> ALL = EnumSet.allOf(UnitType.class);

  private final SealedFile file;
  private final SealedShard shard;

  SealedCheck(SealedFile file, SealedShard shard) {
    this.file = file;
    this.shard = shard;
  }

  void check() throws CorruptDataException {
    try {
      checkEntries();
      checkFields();
      checkChunks();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CorruptDataException corrupt) {
        throw corrupt;
      }
      throw e;
    }
  }

  private void checkEntries() throws CorruptDataException {
    SealedSource source = shard.source(0, shard.size(), DeadEntries.NONE);
    SealedEntry before = null;
    for (int i = 0; i < shard.size(); i++) {
      SealedEntry entry = next(source);
      if (before != null && SealedEntry.compare(before, entry) >= 0) {
        throw wrong(i, "is not behind the one before");
      }
      if (shard.entries().digest(i) != SealedDigest.of(entry.form())) {
        throw wrong(i, "has another digest than its form");
      }
      if (shard.entries().find(entry.key(), entry.keyGroup()) != i) {
        throw wrong(i, "is not found by its key");
      }
      Asset asset = shard.asset(i);
      if (asset.key() != entry.key() || !shard.units(i, ALL).equals(withColumns(asset))) {
        throw wrong(i, "has another key or other units than its form");
      }
      for (UnitType type : ALL) {
        checkLeftOut(i, SealedSection.Role.UNIT, type, asset.units().containsKey(type));
        checkLeftOut(i, SealedSection.Role.SIMPRINT, type, asset.simprints().containsKey(type));
      }
      before = entry;
    }
  }

  private Map<UnitType, Code> withColumns(Asset asset) {
    EnumMap<UnitType, Code> units = new EnumMap<>(UnitType.class);
    units.putAll(asset.units());
    units.keySet().removeIf(type -> shard.leftOut(SealedSection.Role.UNIT, type) != null);
    return units;
  }

  private void checkLeftOut(int entry, SealedSection.Role role, UnitType type, boolean has)
      throws CorruptDataException {
    SealedLeftOut left = shard.leftOut(role, type);
    if (left != null && left.entries().contains(entry) != has) {
      throw wrong(entry, "is wrong among those with codes of type " + type + " without a column");
    }
  }

  private static SealedEntry next(SealedSource source) throws CorruptDataException {
    try {
      return source.next();
    } catch (CorruptDataException | UncheckedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkFields() throws CorruptDataException {
    for (UnitType type : UnitType.values()) {
      SealedField field = shard.field(type);
      if (field != null) {
        int[] units = new int[1];
        for (SealedCodes codes : field.lengths()) {
          checkGraph(codes);
          for (int node = 0; node < codes.nodes(); node++) {
            checkNode(type, codes, node, units);
          }
        }
        int expected = 0;
        for (int entry = 0; entry < shard.size(); entry++) {
          expected += field.code(entry) == null ? 0 : 1;
        }
        if (units[0] != expected) {
          throw file.corrupt(
              "is damaged: its codes of type %s have %d rows, its entries %d units"
                  .formatted(type, units[0], expected));
        }
      }
    }
  }

  private void checkGraph(SealedCodes codes) throws CorruptDataException {
    if (codes.graph() != null) {
      codes.graph().verify();
      for (int node = 0; node < codes.nodes(); node++) {
        if (!codes.graph().code(node).equals(codes.code(node))) {
          throw file.corrupt("is damaged: node " + node + " of a graph has another code");
        }
      }
    }
  }

  private void checkNode(UnitType type, SealedCodes codes, int node, int[] units) {
    codes
        .postings()
        .forEach(
            node,
            entry -> {
              units[0]++;
              if (!codes.code(node).equals(shard.field(type).code(entry))) {
                throw file.damaged(
                    "a code of type %s is said to be of entry %d, which has another"
                        .formatted(type, entry));
              }
            });
  }

  private void checkChunks() throws CorruptDataException {
    for (UnitType type : UnitType.values()) {
      SealedChunks chunks = shard.chunks(type);
      if (chunks != null) {
        int[] rows = new int[1];
        for (SealedCodes codes : chunks.lengths()) {
          checkGraph(codes);
          for (int node = 0; node < codes.nodes(); node++) {
            codes
                .postings()
                .forEach(
                    node,
                    row -> {
                      rows[0]++;
                      if (!chunks.withChunks().contains(chunks.entry(row))) {
                        throw file.damaged("simprint " + row + " is of an entry said to have none");
                      }
                    });
          }
        }
        if (rows[0] != chunks.rows()) {
          throw file.corrupt(
              "is damaged: its simprints of type %s are %d, their codes have %d"
                  .formatted(type, chunks.rows(), rows[0]));
        }
      }
    }
  }

  private CorruptDataException wrong(int entry, String what) {
    return file.corrupt("is damaged: entry " + entry + " " + what);
  }
}
