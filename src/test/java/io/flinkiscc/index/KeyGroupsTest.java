package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class KeyGroupsTest {

  private static final int UP_TO = 40;

  private static KeyGroups of(BitSet set) {
    KeyGroups groups = KeyGroups.none();
    for (int group = set.nextSetBit(0); group >= 0; group = set.nextSetBit(group + 1)) {
      groups = groups.or(KeyGroups.range(group, group));
    }
    return groups;
  }

  private static BitSet random(Random random) {
    BitSet set = new BitSet();
    for (int runs = random.nextInt(6); runs > 0; runs--) {
      int first = random.nextInt(UP_TO);
      set.set(first, Math.min(UP_TO, first + 1 + random.nextInt(10)));
    }
    return set;
  }

  @RepeatedTest(200)
  void isASet(RepetitionInfo repetition) throws IOException {
    int seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    BitSet one = random(random);
    BitSet other = random(random);
    BitSet both = (BitSet) one.clone();
    both.and(other);
    BitSet either = (BitSet) one.clone();
    either.or(other);
    KeyGroups groups = of(one);
    for (int group = 0; group <= UP_TO; group++) {
      assertThat(groups.contains(group)).as("seed %d", seed).isEqualTo(one.get(group));
    }
    assertThat(groups.and(of(other))).as("seed %d", seed).isEqualTo(of(both));
    assertThat(groups.or(of(other))).as("seed %d", seed).isEqualTo(of(either));
    assertThat(groups.isEmpty()).as("seed %d", seed).isEqualTo(one.isEmpty());
    assertThat(groups.and(KeyGroups.all())).as("seed %d", seed).isEqualTo(groups);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    groups.writeTo(new DataOutputStream(bytes));
    assertThat(read(bytes.toByteArray())).as("seed %d", seed).isEqualTo(groups);
  }

  private static KeyGroups read(byte[] bytes) throws IOException {
    return KeyGroups.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  @Test
  void holdsTheHighestKeyGroup() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    KeyGroups.all().writeTo(new DataOutputStream(bytes));
    assertThat(read(bytes.toByteArray())).isEqualTo(KeyGroups.range(0, 32767));
    assertThat(KeyGroups.all()).hasToString("[0..32767]");
  }

  @Test
  void refusesWhatIsNoSet() {
    for (byte[] bytes :
        new byte[][] {
          {0, 1, 0, 5, 0, 4},
          {0, 2, 0, 1, 0, 2, 0, 3, 0, 4},
          {0, 2, 0, 5, 0, 6, 0, 1, 0, 2},
          {0, 1, 0, 0, (byte) 0x80, 0},
          {(byte) 0xFF, (byte) 0xFF, 0, 0, 0, 0}
        }) {
      assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> KeyGroups.range(3, 2)).hasMessageContaining("3..2");
    assertThatThrownBy(() -> KeyGroups.range(0, 32768)).hasMessageContaining("32768");
  }
}
