package io.flinkiscc.index;

import java.util.Objects;

/**
 * One change to the index, as a record of the log asks for it. Immutable.
 *
 * @see WriteRules
 */
public final class AssetOp {

  /** {@link #seq()} of a record that has no place in a source log. */
  public static final long NO_SEQ = -1;

  /** What a change does. */
  public enum Kind {
    /** Puts the asset in place of whatever the index holds under its key. */
    UPSERT,
    /** Puts the asset only if its key is not live. */
    ADD_ONCE,
    /** Removes the asset. */
    DELETE
  }

  private final Kind kind;
  private final long key;
  private final Asset asset;
  private final long seq;
  private final long eventTimeMicros;

  private AssetOp(Kind kind, long key, Asset asset, long seq, long eventTimeMicros) {
    if (seq < NO_SEQ) {
      throw new IllegalArgumentException(
          "seq is " + seq + ", allowed are numbers from 0 on, or none");
    }
    this.kind = kind;
    this.key = key;
    this.asset = asset;
    this.seq = seq;
    this.eventTimeMicros = eventTimeMicros;
  }

  /**
   * A change that puts or replaces an asset.
   *
   * @param seq position in the source log, or {@link #NO_SEQ}
   * @param eventTimeMicros microseconds since 1970 UTC
   */
  public static AssetOp upsert(Asset asset, long seq, long eventTimeMicros) {
    return new AssetOp(Kind.UPSERT, asset.key(), asset, seq, eventTimeMicros);
  }

  /** A change that puts an asset unless its key is live; parameters as {@link #upsert}. */
  public static AssetOp addOnce(Asset asset, long seq, long eventTimeMicros) {
    return new AssetOp(Kind.ADD_ONCE, asset.key(), asset, seq, eventTimeMicros);
  }

  /** A change that removes the asset with this key; parameters as {@link #upsert}. */
  public static AssetOp delete(long key, long seq, long eventTimeMicros) {
    return new AssetOp(Kind.DELETE, key, null, seq, eventTimeMicros);
  }

  /** What the change does. */
  public Kind kind() {
    return kind;
  }

  /** Body of the ISCC-ID it is about, unsigned 64 bit. */
  public long key() {
    return key;
  }

  /** The asset to put; null for a delete. */
  public Asset asset() {
    return asset;
  }

  /** Position in the source log, or {@link #NO_SEQ}. */
  public long seq() {
    return seq;
  }

  /** When the record happened, in microseconds since 1970 UTC. */
  public long eventTimeMicros() {
    return eventTimeMicros;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof AssetOp other
        && kind == other.kind
        && key == other.key
        && seq == other.seq
        && eventTimeMicros == other.eventTimeMicros
        && Objects.equals(asset, other.asset);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, key, seq, eventTimeMicros);
  }

  @Override
  public String toString() {
    return kind
        + "[key="
        + Long.toUnsignedString(key)
        + ", seq="
        + (seq == NO_SEQ ? "none" : seq)
        + ", asset="
        + asset
        + "]";
  }
}
