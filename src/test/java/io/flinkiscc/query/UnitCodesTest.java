package io.flinkiscc.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.io.EOFException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class UnitCodesTest {

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void bytesGiveTheSameCodes() throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    for (int round = 0; round < 500; round++) {
      Map<UnitType, Code> codes = RandomCodes.units(random);
      out.clear();
      UnitCodes.write(codes, out);
      DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
      assertThat(UnitCodes.read(in)).as("seed %d", seed).isEqualTo(codes);
      assertThat(in.available()).as("seed %d", seed).isZero();
    }
  }

  @Test
  void everyTypeAtOnceFits() throws Exception {
    Map<UnitType, Code> codes = new EnumMap<>(UnitType.class);
    for (UnitType type : UnitType.values()) {
      codes.put(type, RandomCodes.code(random, 32));
    }
    DataOutputSerializer out = new DataOutputSerializer(64);
    UnitCodes.write(codes, out);
    assertThat(UnitCodes.read(new DataInputDeserializer(out.getCopyOfBuffer()))).isEqualTo(codes);
  }

  @Test
  void bytesThatAreCutOffAreRefused() throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    UnitCodes.write(Map.of(UnitType.DATA_NONE_V0, RandomCodes.code(random, 32)), out);
    byte[] bytes = out.getCopyOfBuffer();
    for (int length = 0; length < bytes.length; length++) {
      DataInputDeserializer in = new DataInputDeserializer(bytes, 0, length);
      assertThatThrownBy(() -> UnitCodes.read(in)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void unitsBecomeCodesAndTextsAgain() {
    for (int round = 0; round < 200; round++) {
      List<IsccUnit> units =
          RandomCodes.units(random).entrySet().stream()
              .map(e -> IsccUnit.of(e.getKey(), e.getValue().toBytes()))
              .toList();
      Map<UnitType, Code> codes = UnitCodes.of(units);
      assertThat(codes).as("seed %d", seed).hasSameSizeAs(units);
      assertThat(UnitCodes.texts(codes))
          .as("seed %d", seed)
          .containsExactlyElementsOf(units.stream().map(IsccUnit::canonical).toList());
    }
  }
}
