package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShardSourcesTest {

  private static final byte[] BYTES = {1, 2, 3};

  private final ShardSources sources =
      new ShardSources(Map.of("shard", () -> new ByteArrayInputStream(BYTES)));

  /** A file of a storage that says only when it is read that it is not there. */
  private static FileSource missing(AtomicInteger opened) {
    return () -> {
      opened.incrementAndGet();
      return new InputStream() {
        @Override
        public int read() throws IOException {
          throw new FileNotFoundException("no such object");
        }
      };
    };
  }

  private byte[] content() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    sources.content("shard").writeTo(out);
    return out.toByteArray();
  }

  @Test
  void aFileThatFailsAtItsFirstByteIsPassedOverAndForgotten() throws IOException {
    AtomicInteger opened = new AtomicInteger();
    sources.wrote("shard", missing(opened));
    assertThat(content()).isEqualTo(BYTES);
    assertThat(content()).isEqualTo(BYTES);
    assertThat(opened).hasValue(1);
  }

  @Test
  void ofManyFailedCheckpointsFewAreRememberedAndTheRestoredFileStays() throws IOException {
    AtomicInteger opened = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      sources.wrote("shard", missing(opened));
    }
    assertThat(content()).isEqualTo(BYTES);
    assertThat(opened).hasValue(ShardSources.MOST - 1);
  }

  @Test
  void afterTheFirstByteNoOtherFileIsAppended() {
    sources.wrote(
        "shard",
        () ->
            new InputStream() {
              private boolean begun;

              @Override
              public int read() throws IOException {
                throw new IOException("reading goes by arrays here");
              }

              @Override
              public int read(byte[] to, int from, int length) throws IOException {
                if (begun) {
                  throw new IOException("connection lost");
                }
                begun = true;
                return 1;
              }
            });
    assertThatThrownBy(this::content).hasMessage("connection lost");
  }

  @Test
  void aShardThatIsNowhereIsNamed() {
    assertThatThrownBy(() -> sources.content("other").writeTo(new ByteArrayOutputStream()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other");
  }
}
