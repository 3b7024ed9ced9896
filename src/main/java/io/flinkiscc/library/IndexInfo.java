package io.flinkiscc.library;

import io.flinkiscc.metadata.MetadataSchema;
import java.time.Instant;
import java.util.List;

/**
 * What an index is.
 *
 * @param kind name of the class it was made with
 * @param metric how distances are measured
 * @param keyBits 64 or 128
 * @param maxDim longest code in bits; of a Hamming index the length of every code
 * @param connectivity links per node of the graphs (M); of an index of shards those of the ones
 *     made from now on
 * @param expansionAdd candidates looked at while adding
 * @param expansionSearch candidates looked at while searching; 0 = as many as measured to be needed
 * @param shardSize bytes at which a shard is sealed
 * @param bloom whether a bloom filter is kept
 * @param metadata declared fields, or null
 * @param createdBy who made it, as given to the builder
 * @param description what it is for, as given to the builder
 * @param createdAt when it was made, or first opened by this library
 * @param formatVersion version of the manifests this library writes
 * @param generation number of the last save; 0 if there was none
 * @param misnamedShards numbers of the shards that iscc-usearch up to 0.4 wrote: their files call
 *     the metric Hamming, but are read as the NPHD they hold; compacting rewrites them
 * @param skippedShards damaged shards that were left out when the index was opened, if that was
 *     asked for
 */
public record IndexInfo(
    String kind,
    Metric metric,
    int keyBits,
    int maxDim,
    int connectivity,
    int expansionAdd,
    int expansionSearch,
    long shardSize,
    boolean bloom,
    MetadataSchema metadata,
    String createdBy,
    String description,
    Instant createdAt,
    int formatVersion,
    long generation,
    List<Integer> misnamedShards,
    List<SkippedShard> skippedShards) {

  /** Copies the lists. */
  public IndexInfo {
    misnamedShards = List.copyOf(misnamedShards);
    skippedShards = List.copyOf(skippedShards);
  }

  static IndexInfo of(LiveIndex live, long generation, List<SkippedShard> skipped) {
    IndexSettings settings = live.settings();
    List<Integer> misnamed =
        live.shards().newestFirst().stream()
            .filter(shard -> shard.rows().isMisnamed())
            .map(Shard::number)
            .sorted()
            .toList();
    return new IndexInfo(
        settings.kind(),
        settings.metric(),
        Byte.SIZE * settings.keys().bytes(),
        settings.maxBits(),
        settings.connectivity(),
        settings.expansionAdd(),
        settings.expansionSearch(),
        settings.shardBytes(),
        settings.bloom(),
        settings.schema(),
        settings.createdBy(),
        settings.description(),
        settings.createdAt(),
        Manifest.VERSION,
        generation,
        misnamed,
        skipped);
  }
}
