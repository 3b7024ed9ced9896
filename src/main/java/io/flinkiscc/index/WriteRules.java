package io.flinkiscc.index;

/**
 * The rules by which a change of the log is taken or ignored, in one place for everything that
 * replays the same log: the index and the resolver of queries by ISCC-ID.
 *
 * <p>Without {@code seq} the order of the log wins. Where the change and what is known of its key
 * both carry a {@code seq}, a change whose number is not higher is ignored, so that redelivered and
 * reordered records do no harm; for that a delete that carries a {@code seq} is remembered for a
 * while ({@link KeyState#deleted}).
 */
public final class WriteRules {

  private WriteRules() {}

  /** What is known of one key before a change. */
  public record KeyState(boolean live, boolean deleted, long seq) {

    /** Nothing is known of the key. */
    public static final KeyState UNKNOWN = new KeyState(false, false, AssetOp.NO_SEQ);

    /** The key is live and was put by a record with this seq (or {@link AssetOp#NO_SEQ}). */
    public static KeyState live(long seq) {
      return new KeyState(true, false, seq);
    }

    /** The key was deleted by a record with this seq, which is still remembered. */
    public static KeyState deleted(long seq) {
      return new KeyState(false, true, seq);
    }
  }

  /** What to do with a change. */
  public enum Verdict {
    /** Put the asset, replacing the live one if there is one. */
    PUT,
    /** Remove what is live, and remember the delete if it carries a seq. */
    DELETE,
    /** Nothing is live; remember the delete, because an older put may still come. */
    REMEMBER_DELETE,
    /** Ignore: an equal or newer change of this key was already taken. */
    IGNORE_STALE,
    /** Ignore: the key is live and the change only adds. */
    IGNORE_PRESENT,
    /** Ignore: there is nothing to delete. */
    IGNORE_UNKNOWN
  }

  /** Decides what a change does to a key of which {@code state} is known. */
  public static Verdict decide(AssetOp op, KeyState state) {
    boolean bothNumbered = op.seq() != AssetOp.NO_SEQ && state.seq() != AssetOp.NO_SEQ;
    if (bothNumbered && Long.compare(op.seq(), state.seq()) <= 0) {
      return Verdict.IGNORE_STALE;
    }
    return switch (op.kind()) {
      case UPSERT -> Verdict.PUT;
      case ADD_ONCE -> state.live() ? Verdict.IGNORE_PRESENT : Verdict.PUT;
      case DELETE -> {
        if (state.live()) {
          yield Verdict.DELETE;
        }
        yield op.seq() != AssetOp.NO_SEQ ? Verdict.REMEMBER_DELETE : Verdict.IGNORE_UNKNOWN;
      }
    };
  }
}
