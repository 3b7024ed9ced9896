package io.flinkiscc.iscc;

/**
 * ISCC-ID of version 1: the identifier that a hub gave to a declaration. Its 64-bit body holds 52
 * bits of microseconds since 1970 UTC (enough until 2112) and 12 bits hub number. The realm is in
 * the header only, so bodies are unique within a realm but not across. Immutable and thread-safe.
 *
 * <p>Canonical texts do not sort like the numbers they hold; compare values instead.
 */
public final class IsccId implements Iscc, Comparable<IsccId> {

  private static final int VERSION = 1;
  private static final int HUB_BITS = 12;
  private static final int MAX_HUB = (1 << HUB_BITS) - 1;
  private static final long MAX_MICROS = (1L << Long.SIZE - HUB_BITS) - 1;

  private final int realm;
  private final long body;

  /** For a realm that was checked. */
  IsccId(int realm, long body) {
    this.realm = realm;
    this.body = body;
  }

  /**
   * ISCC-ID of a realm and a body.
   *
   * @param realm 0 (test) or 1 (operational)
   * @param body unsigned 64 bits
   * @throws IsccException if the realm is unknown
   */
  public static IsccId of(int realm, long body) {
    checkRealm(realm);
    return new IsccId(realm, body);
  }

  /**
   * ISCC-ID of the fields of its body.
   *
   * @param realm 0 (test) or 1 (operational)
   * @param timestampMicros microseconds since 1970 UTC, 0..2^52-1
   * @param hubId number of the hub, 0..4095
   * @throws IsccException if a value is out of its range
   */
  public static IsccId of(int realm, long timestampMicros, int hubId) {
    checkRealm(realm);
    if (timestampMicros < 0 || timestampMicros > MAX_MICROS) {
      throw new IsccException(
          "Timestamp of an ISCC-ID is "
              + timestampMicros
              + " microseconds; allowed are 0 to "
              + MAX_MICROS
              + ".");
    }
    if (hubId < 0 || hubId > MAX_HUB) {
      throw new IsccException(
          "Hub of an ISCC-ID is " + hubId + "; allowed are 0 to " + MAX_HUB + ".");
    }
    return new IsccId(realm, timestampMicros << HUB_BITS | hubId);
  }

  /**
   * Reads the canonical form of an ISCC-ID of version 1 (always 21 characters).
   *
   * @throws IsccException if the text is not canonical, another kind of ISCC or of version 0
   */
  public static IsccId parse(String canonical) {
    return Canonical.parse(canonical, IsccId.class, "an ISCC-ID version 1");
  }

  private static void checkRealm(int realm) {
    if (realm != 0 && realm != 1) {
      throw new IsccException(
          "Realm of an ISCC-ID is " + realm + "; allowed are 0 (test) and 1 (operational).");
    }
  }

  /** Big-endian number in eight bytes. */
  static long toLong(byte[] bytes) {
    long value = 0;
    for (byte b : bytes) {
      value = value << 8 | b & 0xff;
    }
    return value;
  }

  /** Realm, 0 (test) or 1 (operational). */
  public int realm() {
    return realm;
  }

  /** Body as an unsigned 64-bit number; unique within the realm. */
  public long body() {
    return body;
  }

  /** Time of the declaration in microseconds since 1970 UTC. */
  public long timestampMicros() {
    return body >>> HUB_BITS;
  }

  /** Number of the hub, 0..4095. */
  public int hubId() {
    return (int) body & MAX_HUB;
  }

  @Override
  public MainType mainType() {
    return MainType.ID;
  }

  @Override
  public int bits() {
    return Long.SIZE;
  }

  @Override
  public String canonical() {
    byte[] bytes = new byte[Long.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (body >>> Long.SIZE - 8 * (i + 1));
    }
    return Canonical.format(MainType.ID, realm, VERSION, 0, bytes);
  }

  /** Order by unsigned body (that is time, then hub), then realm. */
  @Override
  public int compareTo(IsccId other) {
    int byBody = Long.compareUnsigned(body, other.body);
    return byBody != 0 ? byBody : Integer.compare(realm, other.realm);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IsccId id && body == id.body && realm == id.realm;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(body) + realm;
  }

  @Override
  public String toString() {
    return canonical();
  }
}
