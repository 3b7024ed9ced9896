package io.flinkiscc.library;

import io.flinkiscc.metadata.MetadataSchema;
import java.time.Instant;

/**
 * What an index is configured to be; kept in its manifest.
 *
 * @param kind name of the index class, for readers of the manifest
 * @param metric how distances are measured
 * @param keys kind of the keys
 * @param maxBits longest code; of Hamming indexes the length of every code
 * @param connectivity links per node of the graphs
 * @param expansionAdd candidates looked at while inserting
 * @param expansionSearch candidates looked at while searching, 0 = as many as measured to be needed
 * @param shardBytes file size at which a shard is sealed
 * @param bloom whether a bloom filter of the keys is kept
 * @param schema declared metadata, or null
 * @param createdBy who made the index, may be empty
 * @param description what it is for, may be empty
 * @param createdAt when it was made
 */
record IndexSettings(
    String kind,
    Metric metric,
    KeyKind<?> keys,
    int maxBits,
    int connectivity,
    int expansionAdd,
    int expansionSearch,
    long shardBytes,
    boolean bloom,
    MetadataSchema schema,
    String createdBy,
    String description,
    Instant createdAt) {}
