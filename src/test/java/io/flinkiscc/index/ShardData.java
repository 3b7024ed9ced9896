package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * Random entries for sealed shards: codes of all lengths of 8 to 256 bits around a few centres, in
 * all types, with large groups of equal codes and of zeros among them.
 */
final class ShardData {

  /** Key groups that the entries are in. */
  static final int KEY_GROUPS = 16;

  private static final UnitType[] TYPES = UnitType.values();

  private final Random random;
  private final byte[][] centres = new byte[6][32];

  ShardData(long seed) {
    this.random = new Random(seed);
    for (int i = 1; i < centres.length; i++) {
      random.nextBytes(centres[i]);
    }
  }

  /** Any length; the first centre is all zero. */
  Code code() {
    return code(1 + random.nextInt(32));
  }

  Code code(int bytes) {
    byte[] body = centres[random.nextInt(centres.length)].clone();
    // Half of the codes are their centre itself: groups of equal ones.
    int flips = random.nextBoolean() ? 0 : random.nextInt(20);
    for (; flips > 0; flips--) {
      int bit = random.nextInt(256);
      body[bit / 8] ^= (byte) (1 << (bit % 8));
    }
    return Code.of(Arrays.copyOf(body, bytes));
  }

  UnitType type() {
    return TYPES[random.nextInt(TYPES.length)];
  }

  /** A key group follows from the key, so that it can be told again. */
  static int keyGroup(long key) {
    return (int) Math.floorMod(key * 31, (long) KEY_GROUPS);
  }

  Asset asset(long key) {
    Asset.Builder asset = Asset.builder(key);
    for (UnitType type : TYPES) {
      if (random.nextInt(3) == 0) {
        asset.unit(type, code());
      }
    }
    for (int chunks = random.nextInt(6) - 2; chunks > 0; chunks--) {
      asset.chunk(
          random.nextInt(3) == 0 ? UnitType.SEMANTIC_TEXT_V0 : UnitType.CONTENT_TEXT_V0,
          new Chunk(code(), random.nextInt() & Chunk.MAX_POSITION, random.nextInt(1000)));
    }
    if (random.nextBoolean()) {
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      asset.metadata(
          ("{\"name\":\"" + new String(noise, StandardCharsets.ISO_8859_1) + "\"}")
              .getBytes(StandardCharsets.UTF_8));
    }
    return asset.build();
  }

  /** Entries in the order of a shard; some have a seq and an event time. */
  List<SealedEntry> entries(int count) {
    List<SealedEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Keys of both halves of the unsigned range.
      Asset asset = asset(((long) i << 1) + (random.nextBoolean() ? Long.MIN_VALUE : 0));
      entries.add(
          new SealedEntry(
              keyGroup(asset.key()),
              asset.key(),
              random.nextInt(2) - 1,
              1000L * i,
              AssetCodec.encode(asset)));
    }
    entries.sort(SealedEntry::compare);
    return entries;
  }

  static SealedSource source(List<SealedEntry> entries) {
    Iterator<SealedEntry> iterator = entries.iterator();
    return () -> iterator.hasNext() ? iterator.next() : null;
  }

  static Asset asset(SealedEntry entry) {
    try {
      return AssetCodec.decode(java.nio.ByteBuffer.wrap(entry.form()));
    } catch (CorruptDataException e) {
      throw new IllegalStateException(e);
    }
  }
}
