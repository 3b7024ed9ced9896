package io.flinkiscc.query;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/** Codes for tests. */
public final class RandomCodes {

  private RandomCodes() {}

  /** A code of a length between this one and 32 bytes. */
  public static Code code(Random random, int leastBytes) {
    byte[] body = new byte[leastBytes + 4 * random.nextInt((32 - leastBytes) / 4 + 1)];
    random.nextBytes(body);
    return Code.of(body);
  }

  /** Codes of some unit types. */
  public static Map<UnitType, Code> units(Random random) {
    EnumMap<UnitType, Code> units = new EnumMap<>(UnitType.class);
    for (UnitType type : UnitType.values()) {
      if (random.nextInt(3) == 0) {
        units.put(type, code(random, 4));
      }
    }
    return units;
  }
}
