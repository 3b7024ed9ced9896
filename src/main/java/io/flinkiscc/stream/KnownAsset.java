package io.flinkiscc.stream;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.WriteRules.KeyState;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.util.Map;

/**
 * What the resolver knows of one ISCC-ID. Immutable.
 *
 * @param live whether the asset is live
 * @param seq seq of the change that made it so, {@link AssetOp#NO_SEQ} for none
 * @param rememberUntilMillis for a deleted one, until when the delete counts
 * @param units the codes of a live asset
 */
record KnownAsset(boolean live, long seq, long rememberUntilMillis, Map<UnitType, Code> units) {

  static KnownAsset live(long seq, Map<UnitType, Code> units) {
    return new KnownAsset(true, seq, 0, units);
  }

  static KnownAsset deleted(long seq, long rememberUntilMillis) {
    return new KnownAsset(false, seq, rememberUntilMillis, Map.of());
  }

  /** What the rules of writing need to know; {@code known} may be null. */
  static KeyState stateOf(KnownAsset known, long nowMillis) {
    if (known == null) {
      return KeyState.UNKNOWN;
    }
    if (known.live()) {
      return KeyState.live(known.seq());
    }
    return known.rememberUntilMillis() > nowMillis
        ? KeyState.deleted(known.seq())
        : KeyState.UNKNOWN;
  }
}
