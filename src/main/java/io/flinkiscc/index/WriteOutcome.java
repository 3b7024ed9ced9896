package io.flinkiscc.index;

/** What became of a change that was offered to the index. */
public enum WriteOutcome {
  /** A new asset is live. */
  ADDED,
  /** The asset took the place of the live one with its key. */
  REPLACED,
  /** The live asset is already equal in units, simprints and metadata: nothing to do. */
  UNCHANGED,
  /** The asset is no longer live. */
  DELETED,
  /** Nothing was live; the numbered delete is remembered, because an older put may still come. */
  REMEMBERED,
  /** Ignored: a change of the same key with an equal or higher seq was taken before. */
  IGNORED_STALE,
  /** Ignored: {@code add_once} of a live key. */
  IGNORED_PRESENT,
  /** Ignored: delete of a key that is not live. */
  IGNORED_UNKNOWN,
  /** Nothing is live under the key now: the asset that was to be put is older than assets live. */
  EXPIRED
}
