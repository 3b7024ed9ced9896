package io.flinkiscc.index;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What searches must find: a map of the live assets, looked through one by one. */
final class AssetOracle {

  private final Map<Long, Asset> assets = new TreeMap<>();

  void put(Asset asset) {
    assets.put(asset.key(), asset);
  }

  Asset get(long key) {
    return assets.get(key);
  }

  Collection<Asset> assets() {
    return assets.values();
  }

  int size() {
    return assets.size();
  }

  int withSimprints(UnitType type) {
    return (int) assets.values().stream().filter(a -> a.simprints().containsKey(type)).count();
  }

  /** The k nearest, nearest first. INSTANCE codes match if one begins with the other. */
  List<UnitHit> nearest(UnitType type, Code query, int k) {
    return within(type, query, Radius.all()).stream().limit(k).toList();
  }

  /** All hits within the radius, nearest first. */
  List<UnitHit> within(UnitType type, Code query, Radius radius) {
    Radius allowed = type.mainType() == MainType.INSTANCE ? Radius.exact() : radius;
    List<UnitHit> hits = new ArrayList<>();
    for (Asset asset : assets.values()) {
      Code stored = asset.units().get(type);
      if (stored != null) {
        int bits = Math.min(stored.bits(), query.bits());
        int hamming = stored.hamming(query);
        if (allowed.accepts(hamming, bits)) {
          hits.add(new UnitHit(asset.key(), hamming, bits));
        }
      }
    }
    hits.sort(null);
    return hits;
  }

  List<ChunkHit> chunksWithin(UnitType type, Code query, Radius radius) {
    List<ChunkHit> hits = new ArrayList<>();
    for (Asset asset : assets.values()) {
      for (Chunk chunk : asset.simprints().getOrDefault(type, List.of())) {
        int bits = Math.min(chunk.code().bits(), query.bits());
        int hamming = chunk.code().hamming(query);
        if (radius.accepts(hamming, bits)) {
          hits.add(new ChunkHit(asset.key(), chunk, hamming, bits));
        }
      }
    }
    return hits;
  }
}
