package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One writer, several readers: a snapshot always shows every key once, with one state of it. */
class IndexConcurrencyTest {

  private static final int KEYS = 500;
  private static final int ROUNDS = 120;
  private static final int READERS = 3;

  @Test
  void readersAlwaysSeeEveryKeyExactlyOnceWithUnitsOfOneWrite() throws Exception {
    AssetIndex index = AssetIndex.builder().build();
    write(index, 0);
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger snapshots = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(READERS);
    try {
      List<Future<Void>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        Callable<Void> reader =
            () -> {
              do {
                check(index.snapshot());
                snapshots.incrementAndGet();
              } while (!done.get());
              return null;
            };
        readers.add(pool.submit(reader));
      }
      for (int round = 1; round <= ROUNDS; round++) {
        write(index, round);
      }
      done.set(true);
      for (Future<Void> reader : readers) {
        reader.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(snapshots.get()).isGreaterThanOrEqualTo(READERS);
  }

  private static void write(AssetIndex index, int round) {
    for (long key = 0; key < KEYS; key++) {
      Code code = Code.of(ByteBuffer.allocate(8).putInt(round).putInt((int) key).array());
      index.apply(
          AssetOp.upsert(
              Asset.builder(key)
                  .unit(UnitType.CONTENT_TEXT_V0, code)
                  .unit(UnitType.DATA_NONE_V0, code)
                  .unit(UnitType.INSTANCE_NONE_V0, code)
                  .build(),
              round,
              round),
          0);
    }
  }

  private static void check(IndexSnapshot snapshot) {
    Code any = Code.of(new byte[8]);
    List<UnitHit> all = snapshot.nearest(UnitType.CONTENT_TEXT_V0, any, KEYS * 3);
    assertThat(all).extracting(UnitHit::key).doesNotHaveDuplicates().hasSize(KEYS);
    for (UnitHit hit : all.subList(0, 20)) {
      Asset asset = snapshot.get(hit.key()).orElseThrow();
      Code text = asset.units().get(UnitType.CONTENT_TEXT_V0);
      assertThat(asset.units().get(UnitType.DATA_NONE_V0)).isEqualTo(text);
      assertThat(text.hamming(any)).isEqualTo(hit.hamming());
      assertThat(snapshot.nearest(UnitType.INSTANCE_NONE_V0, text, 5))
          .containsExactly(new UnitHit(hit.key(), 0, 64));
    }
  }
}
