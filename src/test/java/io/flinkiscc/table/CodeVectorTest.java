package io.flinkiscc.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.table.data.GenericArrayData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Vectors hold the units they are made of, and others are refused. */
class CodeVectorTest {

  @Test
  void unitsComeBackAsTheyWere() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<IsccUnit> units = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        byte[] body = new byte[4 * (1 + random.nextInt(8))];
        random.nextBytes(body);
        units.add(IsccUnit.of(UnitType.values()[random.nextInt(13)], body));
      }
      assertThat(CodeVector.units(new GenericArrayData(CodeVector.of(units))))
          .as("seed " + seed)
          .isEqualTo(units);
    }
  }

  static Stream<Double[]> wrong() {
    return Stream.of(
        new Double[0],
        new Double[] {514.0, 1.0},
        new Double[] {512.0},
        new Double[] {521.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0},
        new Double[] {4001.0, 1.0},
        new Double[] {513.0, -1.0},
        new Double[] {513.0, .5},
        new Double[] {513.0, 4294967296.0},
        new Double[] {513.0, Double.NaN},
        new Double[] {513.0, null},
        new Double[] {null},
        new Double[] {4294967295.0},
        Stream.generate(() -> List.of(513.0, 1.0))
            .limit(17)
            .flatMap(List::stream)
            .toArray(Double[]::new));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void otherNumbersAreRefused(Double[] numbers) {
    GenericArrayData array = new GenericArrayData(numbers);
    assertThatThrownBy(() -> CodeVector.units(array)).isInstanceOf(IllegalArgumentException.class);
  }
}
