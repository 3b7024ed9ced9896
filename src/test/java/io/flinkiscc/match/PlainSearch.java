package io.flinkiscc.match;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The rules of matching written down a second time as plainly as possible: every asset is compared
 * bit by bit, thresholds are decimals, everything is sorted as a whole.
 */
final class PlainSearch {

  private static final Comparator<Long> BY_KEY =
      Comparator.comparing(key -> new BigInteger(Long.toUnsignedString(key)));

  private final Collection<Asset> assets;
  private final Scoring scoring;

  PlainSearch(Collection<Asset> assets, Scoring scoring) {
    this.assets = assets;
    this.scoring = scoring;
  }

  List<AssetMatch> matches(MatchQuery query) {
    List<AssetMatch> all = new ArrayList<>();
    for (Asset asset : others(query)) {
      Map<UnitType, Distance> compared = compare(query, asset);
      Map<UnitType, Distance> near = new EnumMap<>(compared);
      near.entrySet().removeIf(e -> !isNear(query, e.getKey(), e.getValue()));
      if (!near.isEmpty()) {
        Relation relation = relation(compared);
        double score = score(near.values());
        if (scoring == Scoring.TIERED) {
          score = Math.min(score, relation.cap());
        }
        byte[] json = query.includeMetadata() ? asset.metadata() : new byte[0];
        Map<UnitType, Distance> told = scoring == Scoring.TIERED ? compared : near;
        all.add(new AssetMatch(asset.key(), score, relation, told, json));
      }
    }
    Comparator<AssetMatch> order =
        Comparator.comparing((AssetMatch m) -> -Math.rint(m.score() * 1e9));
    if (scoring == Scoring.TIERED) {
      order =
          Comparator.comparing(AssetMatch::relation)
              .thenComparing(order)
              .thenComparing(m -> m.distances().values().stream().min(Distance::compareTo).get());
    }
    all.sort(order.thenComparing(AssetMatch::key, BY_KEY));
    return all.subList(0, Math.min(query.limit(), all.size()));
  }

  Map<UnitType, List<UnitHit>> unitMatches(MatchQuery query) {
    Map<UnitType, List<UnitHit>> nearest = new EnumMap<>(UnitType.class);
    if (query.includeUnitMatches()) {
      query.units().keySet().forEach(type -> nearest.put(type, nearest(query, type)));
    }
    return nearest;
  }

  private List<UnitHit> nearest(MatchQuery query, UnitType type) {
    List<UnitHit> hits = new ArrayList<>();
    for (Asset asset : others(query)) {
      Distance d = compare(query, asset).get(type);
      if (d != null) {
        hits.add(new UnitHit(asset.key(), d.hamming(), d.bits()));
      }
    }
    hits.sort(
        Comparator.comparing((UnitHit h) -> h.hamming() / (double) h.bits())
            .thenComparing(h -> -h.bits())
            .thenComparing(UnitHit::key, BY_KEY));
    return hits.subList(0, Math.min(query.limit(), hits.size()));
  }

  List<ChunkMatch> chunkMatches(MatchQuery query) {
    List<ChunkMatch> all = new ArrayList<>();
    for (Asset asset : others(query)) {
      Map<UnitType, ChunkMatch.TypeMatch> types = new TreeMap<>();
      query
          .simprints()
          .forEach(
              (type, codes) -> {
                ChunkMatch.TypeMatch match = chunkMatch(query, type, codes, asset);
                if (!match.chunks().isEmpty()) {
                  types.put(type, match);
                }
              });
      if (!types.isEmpty()) {
        double mean =
            types.values().stream()
                .mapToDouble(ChunkMatch.TypeMatch::score)
                .average()
                .getAsDouble();
        byte[] json = query.includeMetadata() ? asset.metadata() : new byte[0];
        all.add(new ChunkMatch(asset.key(), mean, types, json));
      }
    }
    all.sort(
        Comparator.comparing((ChunkMatch m) -> -Math.rint(m.score() * 1e9))
            .thenComparing(ChunkMatch::key, BY_KEY));
    return all.subList(0, Math.min(query.limit(), all.size()));
  }

  private ChunkMatch.TypeMatch chunkMatch(
      MatchQuery query, UnitType type, List<Code> codes, Asset asset) {
    double wanted = query.threshold().orElse(.75);
    long n = assets.stream().filter(a -> a.simprints().containsKey(type)).count();
    double reached = 0;
    double all = 0;
    List<ChunkEvidence> evidence = new ArrayList<>();
    List<Integer> frequencies = new ArrayList<>();
    for (int q = 0; q < codes.size(); q++) {
      int place = q;
      Code code = codes.get(q);
      int frequency =
          (int) assets.stream().filter(a -> nearest(place, code, type, a, wanted) != null).count();
      double idf = Math.log(1 + n / (1.0 + frequency));
      all += idf;
      ChunkEvidence found = nearest(q, code, type, asset, wanted);
      if (found != null) {
        reached += idf * found.score();
        evidence.add(found);
        frequencies.add(frequency);
      }
    }
    return new ChunkMatch.TypeMatch(reached / all, codes.size(), evidence, frequencies);
  }

  private static ChunkEvidence nearest(
      int query, Code code, UnitType type, Asset asset, double wanted) {
    ChunkEvidence best = null;
    for (Chunk chunk : asset.simprints().getOrDefault(type, List.of())) {
      Distance d = distance(code, chunk.code());
      if (1 - d.hamming() / (double) d.bits() >= wanted) {
        ChunkEvidence e = new ChunkEvidence(query, chunk, d.hamming(), d.bits());
        best = best == null || ChunkEvidence.NEAREST_FIRST.compare(e, best) < 0 ? e : best;
      }
    }
    return best;
  }

  private List<Asset> others(MatchQuery query) {
    return assets.stream()
        .filter(a -> query.excludedKey().stream().noneMatch(key -> key == a.key()))
        .filter(a -> query.filter().stream().allMatch(f -> holds(f.toMap(), a)))
        .toList();
  }

  /** Knows the filters and the metadata that {@link RandomSearches} makes. */
  private static boolean holds(Map<?, ?> filter, Asset asset) {
    if (filter.containsKey("not")) {
      return !holds((Map<?, ?>) filter.get("not"), asset);
    }
    String json = new String(asset.metadata(), StandardCharsets.UTF_8);
    return filter.containsKey("exists")
        ? json.contains("name")
        : json.equals("{\"name\":\"" + filter.get("eq") + "\"}");
  }

  private static Map<UnitType, Distance> compare(MatchQuery query, Asset asset) {
    Map<UnitType, Distance> compared = new EnumMap<>(UnitType.class);
    query
        .units()
        .forEach(
            (type, code) -> {
              Code stored = asset.units().get(type);
              Distance d = stored == null ? null : distance(code, stored);
              if (d != null && (type.mainType() != MainType.INSTANCE || d.hamming() == 0)) {
                compared.put(type, d);
              }
            });
    return compared;
  }

  private static Distance distance(Code a, Code b) {
    int bits = Math.min(a.bits(), b.bits());
    byte[] x = a.toBytes();
    byte[] y = b.toBytes();
    int hamming =
        (int)
            IntStream.range(0, bits)
                .filter(i -> (x[i / 8] >> (7 - i % 8) & 1) != (y[i / 8] >> (7 - i % 8) & 1))
                .count();
    return new Distance(hamming, bits);
  }

  private boolean isNear(MatchQuery query, UnitType type, Distance d) {
    if (type.mainType() == MainType.INSTANCE) {
      return d.hamming() == 0;
    }
    double nphd = d.hamming() / (double) d.bits();
    if (query.threshold().isPresent()) {
      return 1 - nphd >= query.threshold().getAsDouble();
    }
    return nphd <= (scoring == Scoring.COMPATIBLE ? .25 : tieredThreshold(type, d.bits()));
  }

  private static double tieredThreshold(UnitType type, int bits) {
    return switch (type) {
      case META_NONE_V0, CONTENT_IMAGE_V0, CONTENT_VIDEO_V0, CONTENT_MIXED_V0 -> .15;
      case CONTENT_AUDIO_V0 -> .08;
      default -> bits <= 64 ? .17 : bits <= 128 ? .22 : .25;
    };
  }

  private static double score(Collection<Distance> near) {
    double sum = 0;
    double fourth = 0;
    for (Distance d : near) {
      double s = 1 - d.hamming() / (double) d.bits();
      sum += s;
      fourth += Math.pow(s, 4);
    }
    return sum == 0 ? 0 : fourth / sum;
  }

  private static Relation relation(Map<UnitType, Distance> compared) {
    Map<MainType, Double> best = new EnumMap<>(MainType.class);
    compared.forEach(
        (type, d) -> best.merge(type.mainType(), 1 - d.hamming() / (double) d.bits(), Math::max));
    double data = best.getOrDefault(MainType.DATA, Double.NaN);
    double content = best.getOrDefault(MainType.CONTENT, Double.NaN);
    long soft = best.values().stream().filter(s -> s >= .7).count();
    long aboveChance = best.values().stream().filter(s -> s >= .6).count();
    if (best.containsKey(MainType.INSTANCE)) {
      return data < .7 || content < .7 ? Relation.INCOHERENT : Relation.EXACT;
    } else if (data >= .85 || (content >= .85 && soft >= 2)) {
      return Relation.NEAR_DUPLICATE;
    } else if (best.getOrDefault(MainType.SEMANTIC, 0.0) >= .85) {
      return Relation.SIMILAR;
    } else if (soft >= 1 && aboveChance >= 2) {
      return Relation.CORROBORATED;
    } else if (best.getOrDefault(MainType.META, 0.0) >= .85 && aboveChance == 1) {
      return Relation.TITLE_MATCH;
    }
    return Relation.WEAK;
  }
}
