package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import io.flinkiscc.nphd.Distance;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NearestDistancesTest {

  @Test
  void scansGiveTheDistancesThatSortingAllGives() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Code> all = new ArrayList<>();
    List<CodeArray> arrays = new ArrayList<>();
    for (int bits = 32; bits <= 256; bits += 32) {
      CodeArray array = new CodeArray(bits);
      for (int i = 0; i < 50; i++) {
        Code code = random(random, bits);
        array.append(code);
        all.add(code);
      }
      arrays.add(array);
    }
    Code[] queries = new Code[13];
    for (int i = 0; i < queries.length; i++) {
      queries[i] = random(random, 32 * (1 + random.nextInt(8)));
    }
    NearestDistances[] nearest = NearestDistances.exact(arrays, queries, 10);
    for (int i = 0; i < queries.length; i++) {
      Code query = queries[i];
      Distance tenth =
          all.stream().map(code -> Distance.between(code, query)).sorted().toList().get(9);
      assertThat(nearest[i].farthest())
          .as("seed %d", seed)
          .isEqualTo(NearestDistances.scaled(tenth.hamming(), tenth.bits()));
      assertThat(nearest[i].count()).isEqualTo(10);
    }
  }

  @Test
  void countsWhatThereIsIfItIsLessThanWanted() {
    NearestDistances nearest = new NearestDistances(5);
    assertThat(nearest.count()).isZero();
    nearest.offer(7);
    nearest.offer(3);
    nearest.offer(7);
    assertThat(nearest.count()).isEqualTo(3);
    assertThat(nearest.countWithin(6)).isEqualTo(1);
    assertThat(nearest.countWithin(7)).isEqualTo(3);
    assertThat(nearest.countWithin(nearest.farthest())).isEqualTo(3);
    nearest.clear();
    assertThat(nearest.count()).isZero();
  }

  private static Code random(Random random, int bits) {
    byte[] bytes = new byte[bits / 8];
    random.nextBytes(bytes);
    return Code.of(bytes);
  }
}
