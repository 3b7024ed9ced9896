package io.flinkiscc.scenario;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What a log says of one key at one moment, by rules spelled out anew. Immutable.
 *
 * @param asset the live asset, or null
 * @param seq number of the change that put or, where it is remembered, deleted it
 */
record KeyState(Asset asset, long seq) {

  static final KeyState UNKNOWN = new KeyState(null, AssetOp.NO_SEQ);

  /** The state after one more change. */
  KeyState after(AssetOp op) {
    boolean numbered = op.seq() != AssetOp.NO_SEQ;
    if (numbered && seq != AssetOp.NO_SEQ && op.seq() <= seq) {
      return this;
    }
    return switch (op.kind()) {
      case UPSERT -> new KeyState(op.asset(), op.seq());
      case ADD_ONCE -> asset == null ? new KeyState(op.asset(), op.seq()) : this;
      case DELETE -> asset == null && !numbered ? this : new KeyState(null, op.seq());
    };
  }

  /** Tells the asset from all others that ever were under its key; null if none is live. */
  String label() {
    return asset == null ? null : label(asset);
  }

  static String label(Asset asset) {
    return new String(asset.metadata(), StandardCharsets.UTF_8);
  }

  boolean says(String label) {
    return Objects.equals(label(), label);
  }
}
