package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.testing.SavedIndexes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of one process that ask alike have one searcher, as long as one of them needs it. */
class SharedSearchersTest {

  @TempDir Path dir;

  @Test
  void equalQuestionersShareAndTheLastOneCloses() throws Exception {
    String path = SavedIndexes.small(dir.resolve("small")).toString();
    SharedSearchers.Use one = SharedSearchers.use(SearcherFactory.snapshot(path, Duration.ZERO));
    SharedSearchers.Use other = SharedSearchers.use(SearcherFactory.snapshot(path, Duration.ZERO));
    assertThat(other.searcher()).isSameAs(one.searcher());
    one.close();
    assertThat(other.searcher().get(IsccId.of(0, 3)).get()).isPresent();
    other.close();
    assertThatThrownBy(() -> other.searcher().get(IsccId.of(0, 3)).get())
        .isInstanceOf(ExecutionException.class);
    try (SharedSearchers.Use next =
        SharedSearchers.use(SearcherFactory.snapshot(path, Duration.ZERO))) {
      assertThat(next.searcher()).isNotSameAs(one.searcher());
      assertThat(next.searcher().get(IsccId.of(0, 3)).get()).isPresent();
    }
  }

  @Test
  void whatCannotBeOpenedIsTriedAnew() throws Exception {
    Path path = dir.resolve("later");
    SearcherFactory factory = SearcherFactory.snapshot(path.toString(), Duration.ZERO);
    assertThatThrownBy(() -> SharedSearchers.use(factory)).isInstanceOf(IOException.class);
    SavedIndexes.small(path);
    try (SharedSearchers.Use use = SharedSearchers.use(factory)) {
      assertThat(use.searcher().get(IsccId.of(0, 3)).get()).isPresent();
    }
  }

  @Test
  void manyAtATimeOpenOne() throws Exception {
    String path = SavedIndexes.small(dir.resolve("small")).toString();
    List<CompletableFuture<SharedSearchers.Use>> uses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      uses.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return SharedSearchers.use(SearcherFactory.snapshot(path, Duration.ZERO));
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    List<SharedSearchers.Use> open = uses.stream().map(CompletableFuture::join).toList();
    assertThat(open).allMatch(use -> use.searcher() == open.get(0).searcher());
    open.forEach(SharedSearchers.Use::close);
  }
}
