package io.flinkiscc.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written is read as the same change. */
class IngestJsonWriterTest {

  private static final String[] METADATA = {
    "", "{}", "{\"name\":\"ä \\\" \\n {\",\"n\":[1.50,1E400,null,true]}"
  };

  @Test
  void everyChangeIsReadAgain() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      AssetOp op = op(random);
      byte[] json = IngestJsonWriter.write(op, i % 2);
      assertThat(new String(json, UTF_8)).as("seed " + seed).doesNotContain("\n");
      RawRecord record = new RawRecord("file", 0, i, 777, null, json);
      assertThat(new IsccJsonFormat(i % 2).parse(record))
          .as("seed %d: %s", seed, new String(json, UTF_8))
          .hasValue(op);
    }
  }

  private static AssetOp op(Random random) {
    long key = random.nextLong();
    long seq = random.nextBoolean() ? AssetOp.NO_SEQ : random.nextLong() >>> 1;
    long time = 1 + (random.nextLong() >>> 1) % 1_000_000_000;
    if (random.nextInt(5) == 0) {
      return AssetOp.delete(key, seq, time);
    }
    Asset.Builder asset =
        Asset.builder(key).metadata(METADATA[random.nextInt(METADATA.length)].getBytes(UTF_8));
    asset.unit(UnitType.DATA_NONE_V0, code(random, 4 * (1 + random.nextInt(8))));
    for (UnitType type : UnitType.values()) {
      if (type != UnitType.DATA_NONE_V0 && random.nextInt(3) == 0) {
        asset.unit(type, code(random, 4 * (1 + random.nextInt(8))));
      }
      for (int n = type.mainType() == MainType.INSTANCE ? 0 : random.nextInt(3); n > 0; n--) {
        long offset = random.nextLong() & Chunk.MAX_POSITION;
        long size = random.nextLong() & Chunk.MAX_POSITION;
        asset.chunk(type, new Chunk(code(random, 8 * (1 + random.nextInt(4))), offset, size));
      }
    }
    return random.nextBoolean()
        ? AssetOp.upsert(asset.build(), seq, time)
        : AssetOp.addOnce(asset.build(), seq, time);
  }

  private static Code code(Random random, int bytes) {
    byte[] body = new byte[bytes];
    random.nextBytes(body);
    return Code.of(body);
  }
}
