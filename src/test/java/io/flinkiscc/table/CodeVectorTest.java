package io.flinkiscc.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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

  static List<List<Double>> wrong() {
    return List.of(
        List.of(),
        Arrays.asList(514.0, 1.0),
        Arrays.asList(512.0),
        Arrays.asList(521.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
        Arrays.asList(4001.0, 1.0),
        Arrays.asList(513.0, -1.0),
        Arrays.asList(513.0, .5),
        Arrays.asList(513.0, 4294967296.0),
        Arrays.asList(513.0, Double.NaN),
        Arrays.asList(513.0, null),
        Collections.singletonList(null),
        Arrays.asList(4294967295.0),
        Stream.generate(() -> List.of(513.0, 1.0)).limit(17).flatMap(List::stream).toList());
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void otherNumbersAreRefused(List<Double> numbers) {
    GenericArrayData array = new GenericArrayData(numbers.toArray(Double[]::new));
    assertThatThrownBy(() -> CodeVector.units(array)).isInstanceOf(IllegalArgumentException.class);
  }
}
