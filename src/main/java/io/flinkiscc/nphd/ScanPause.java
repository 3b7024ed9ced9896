package io.flinkiscc.nphd;

/** Gives a long scan's caller its turn now and then, rarely enough to cost nothing. */
final class ScanPause {

  /** For callers that want no turn. */
  static final Runnable NONE = () -> {};

  /** Takes a microsecond or more per query. */
  private static final int CHUNKS = 4;

  private final Runnable pause;
  private int chunks;

  ScanPause(Runnable pause) {
    this.pause = pause;
  }

  void beforeChunk() {
    if (chunks++ % CHUNKS == 0) {
      pause.run();
    }
  }
}
