package io.flinkiscc.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.nphd.Code;
import org.junit.jupiter.api.Test;

class RowGraphKeysTest {

  private final RowGraphStore store = new RowGraphStore(RowGraphOptions.defaults(), 32);
  private final RowGraphKeys keys = new RowGraphKeys(store);

  private int publish(long key) {
    UsearchQuery code = UsearchQuery.ofWords(key, 0, 0, 0, 8);
    int slot = store.append(UsearchKey.of(key), code, 8, 0);
    store.publish(slot, 0);
    return slot;
  }

  @Test
  void aTableIsMadeAnewOfTheOneBeforeHoweverManyRowsThereWere() {
    for (long key = 0; key < 5000; key++) {
      publish(key);
    }
    for (long key = 10_000; key < 10_500; key++) {
      keys.add(UsearchKey.of(key), publish(key));
    }
    assertThat(keys.memoryBytes()).as("made anew").isGreaterThan(64 * Long.BYTES);
    for (long key = 0; key < 10_500; key++) {
      int expected = key < 10_000 ? -1 : (int) (key - 10_000) + 5000;
      assertThat(keys.find(UsearchKey.of(key))).as("key %d", key).isEqualTo(expected);
    }
  }

  @Test
  void aFullGraphRefusesARowBeforeItIsThere() {
    RowGraph graph = new RowGraph(RowGraphOptions.defaults(), 32, 256);
    long added = 0;
    try {
      for (; added < 1000; added++) {
        graph.add(UsearchKey.of(added), Code.of(new byte[] {1, (byte) added}));
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining(added + " keys").hasMessageContaining("start another");
    }
    assertThat(added).isBetween(256L / 3, 256L);
    assertThat(graph.slots()).isEqualTo((int) added);
    assertThat(graph.live()).isEqualTo((int) added);
    assertThat(graph.contains(UsearchKey.of(added))).isFalse();
    assertThat(graph.unreachable()).isZero();
    for (long key = 100; key < added; key++) {
      graph.remove(UsearchKey.of(key));
    }
    assertThatThrownBy(() -> graph.add(UsearchKey.of(-2), Code.of(new byte[] {9})))
        .isInstanceOf(IllegalStateException.class);
    for (long key = 50; key < 100; key++) {
      graph.remove(UsearchKey.of(key));
    }
    assertThat(graph.add(UsearchKey.of(-2), Code.of(new byte[] {9}))).isTrue();
    assertThat(graph.get(UsearchKey.of(-2))).isEqualTo(Code.of(new byte[] {9}));
  }

  @Test
  void aKeyThatComesAndGoesTakesNoRoom() {
    UsearchKey key = UsearchKey.of(7);
    for (int i = 0; i < 5000; i++) {
      int slot = publish(7);
      keys.add(key, slot);
      assertThat(keys.find(key)).isEqualTo(slot);
      store.remove(slot);
      assertThat(keys.find(key)).isEqualTo(-1);
    }
    assertThat(keys.memoryBytes()).isEqualTo(64 * Long.BYTES);
  }
}
