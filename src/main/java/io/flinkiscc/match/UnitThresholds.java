package io.flinkiscc.match;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Radius;

/**
 * The default distances up to which units count in {@link Scoring#TIERED}, as maximal NPHD.
 *
 * <p>They come from 60 000 real contents: at 64 bits .17 keeps random hits near one in ten queries
 * at a million stored codes, longer codes allow more; image codes of any length hold about 60
 * independent bits, audio codes about 14, and titles are alike by habit.
 */
final class UnitThresholds {

  private static final Radius BY_LENGTH =
      Radius.byLength().upTo(64, .17).upTo(128, .22).upTo(256, .25).build();
  private static final Radius VISUAL = Radius.nphd(.15);
  private static final Radius AUDIO = Radius.nphd(.08);
  private static final Radius META = Radius.nphd(.15);

  private UnitThresholds() {}

  static Radius defaultRadius(UnitType type) {
    return switch (type) {
      case META_NONE_V0 -> META;
      case CONTENT_IMAGE_V0, CONTENT_VIDEO_V0, CONTENT_MIXED_V0 -> VISUAL;
      case CONTENT_AUDIO_V0 -> AUDIO;
      case INSTANCE_NONE_V0 -> Radius.exact();
      default -> BY_LENGTH;
    };
  }
}
