package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One ISCC record as the index holds it: an ISCC-ID with the codes it is found by and the payload
 * returned with it. Immutable and safe to share.
 *
 * <p>Two assets are equal when key, units, simprints and metadata bytes are; that is what decides
 * whether a redelivered record changes anything.
 */
public final class Asset {

  private static final byte[] NO_METADATA = {};

  private final long key;
  private final Map<UnitType, Code> units;
  private final Map<UnitType, List<Chunk>> simprints;
  private final byte[] metadata;

  private Asset(Builder builder) {
    this.key = builder.key;
    this.units = Collections.unmodifiableMap(new EnumMap<>(builder.units));
    EnumMap<UnitType, List<Chunk>> chunks = new EnumMap<>(UnitType.class);
    builder.simprints.forEach((type, list) -> chunks.put(type, List.copyOf(list)));
    this.simprints = Collections.unmodifiableMap(chunks);
    this.metadata = builder.metadata;
  }

  /**
   * Starts an asset.
   *
   * @param key body of its ISCC-ID, unsigned 64 bit
   */
  public static Builder builder(long key) {
    return new Builder(key);
  }

  /** Body of the ISCC-ID, unsigned 64 bit. */
  public long key() {
    return key;
  }

  /** The codes of the asset, at most one per unit type, in the order of {@link UnitType}. */
  public Map<UnitType, Code> units() {
    return units;
  }

  /** The simprints of the asset by type, in the order they were given. */
  public Map<UnitType, List<Chunk>> simprints() {
    return simprints;
  }

  /** Opaque metadata (JSON text in UTF-8); empty if there is none. A copy. */
  public byte[] metadata() {
    return metadata.clone();
  }

  byte[] metadataInternal() {
    return metadata;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Asset other
        && key == other.key
        && units.equals(other.units)
        && simprints.equals(other.simprints)
        && Arrays.equals(metadata, other.metadata);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(key) * 31 + units.hashCode();
  }

  @Override
  public String toString() {
    return "Asset[key="
        + Long.toUnsignedString(key)
        + ", units="
        + units.keySet()
        + ", simprints="
        + simprints.keySet()
        + ", metadata="
        + metadata.length
        + " bytes]";
  }

  /** Collects the parts of an asset. Not thread-safe. */
  public static final class Builder {
    private final long key;
    private final EnumMap<UnitType, Code> units = new EnumMap<>(UnitType.class);
    private final EnumMap<UnitType, List<Chunk>> simprints = new EnumMap<>(UnitType.class);
    private byte[] metadata = NO_METADATA;

    private Builder(long key) {
      this.key = key;
    }

    /**
     * Adds a code.
     *
     * @throws IllegalArgumentException if the asset already has a code of this type
     */
    public Builder unit(UnitType type, Code code) {
      Objects.requireNonNull(code, "code");
      if (units.putIfAbsent(Objects.requireNonNull(type, "type"), code) != null) {
        throw new IllegalArgumentException(
            "asset has two units of type " + type + ", allowed is one per type");
      }
      return this;
    }

    /** Adds a simprint. */
    public Builder chunk(UnitType type, Chunk chunk) {
      Objects.requireNonNull(chunk, "chunk");
      simprints
          .computeIfAbsent(Objects.requireNonNull(type, "type"), t -> new ArrayList<>())
          .add(chunk);
      return this;
    }

    /** Sets the metadata: JSON text in UTF-8, opaque to the index; empty for none. */
    public Builder metadata(byte[] json) {
      this.metadata = json.length == 0 ? NO_METADATA : json.clone();
      return this;
    }

    /** Makes the asset; one without units and simprints is legal and found by its key only. */
    public Asset build() {
      return new Asset(this);
    }
  }
}
