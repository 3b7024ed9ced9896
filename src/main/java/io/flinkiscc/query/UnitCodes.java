package io.flinkiscc.query;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Codes by unit type: made from and into ISCC units, and their binary form. */
public final class UnitCodes {

  private UnitCodes() {}

  /** The codes of the units; of two of one type the later one. */
  public static Map<UnitType, Code> of(Collection<IsccUnit> units) {
    EnumMap<UnitType, Code> codes = new EnumMap<>(UnitType.class);
    units.forEach(unit -> codes.put(unit.type(), Code.of(unit.body())));
    return codes;
  }

  /** The canonical texts of the units. */
  public static List<String> texts(Map<UnitType, Code> codes) {
    return codes.entrySet().stream()
        .map(e -> IsccUnit.of(e.getKey(), e.getValue().toBytes()).canonical())
        .toList();
  }

  /**
   * Writes u8 count, then for each u8 type code, u8 bytes, body.
   *
   * @throws IOException if the output fails
   */
  public static void write(Map<UnitType, Code> codes, DataOutput out) throws IOException {
    out.writeByte(codes.size());
    for (Map.Entry<UnitType, Code> entry : codes.entrySet()) {
      byte[] body = entry.getValue().toBytes();
      out.writeByte(entry.getKey().code());
      out.writeByte(body.length);
      out.write(body);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the input fails
   */
  public static Map<UnitType, Code> read(DataInput in) throws IOException {
    EnumMap<UnitType, Code> codes = new EnumMap<>(UnitType.class);
    for (int i = in.readUnsignedByte(); i > 0; i--) {
      UnitType type = UnitType.ofCode(in.readUnsignedByte());
      byte[] body = new byte[in.readUnsignedByte()];
      in.readFully(body);
      codes.put(type, Code.of(body));
    }
    return codes;
  }
}
