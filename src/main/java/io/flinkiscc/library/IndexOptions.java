package io.flinkiscc.library;

import io.flinkiscc.metadata.MetadataSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The options a user gave for an index; null where none was given. For one thread. */
final class IndexOptions {

  static final int DEFAULT_MAX_BITS = 256;
  static final int DEFAULT_CONNECTIVITY = 16;
  static final int DEFAULT_EXPANSION_ADD = 128;
  static final long DEFAULT_SHARD_BYTES = 1L << 30;

  final String kind;
  final Metric metric;
  final KeyKind<?> keys;
  Integer maxBits;
  Integer connectivity;
  Integer expansionAdd;
  Integer expansionSearch;
  Long shardBytes;
  Boolean bloom;
  MetadataSchema schema;
  String createdBy;
  String description;
  boolean adopt;
  boolean skipDamaged;

  IndexOptions(String kind, Metric metric, KeyKind<?> keys) {
    this.kind = kind;
    this.metric = metric;
    this.keys = keys;
  }

  /** What is known of an index that exists, from its files; null where they do not tell. */
  record Found(Integer maxBits, Integer connectivity) {}

  /**
   * Settles the settings of an index without a manifest: a new one, or one of another program.
   *
   * @throws IllegalArgumentException naming the option at fault
   */
  IndexSettings settings(Found found) {
    if (maxBits != null && found.maxBits() != null && !maxBits.equals(found.maxBits())) {
      throw new IllegalArgumentException(conflict("maxDim", maxBits, found.maxBits()));
    }
    Integer bits = found.maxBits() != null ? found.maxBits() : maxBits;
    if (bits == null && metric == Metric.HAMMING) {
      throw new IllegalArgumentException(
          "maxDim is missing; give the length of the codes of the new index in bits");
    }
    int links = or(connectivity, or(found.connectivity(), DEFAULT_CONNECTIVITY));
    IndexSettings settings =
        new IndexSettings(
            kind,
            metric,
            keys,
            or(bits, DEFAULT_MAX_BITS),
            links,
            or(expansionAdd, DEFAULT_EXPANSION_ADD),
            or(expansionSearch, 0),
            or(shardBytes, DEFAULT_SHARD_BYTES),
            or(bloom, true),
            schema,
            or(createdBy, ""),
            or(description, ""),
            Instant.now());
    SettingsCheck.check(settings);
    return settings;
  }

  /**
   * Settles the settings of an index with a manifest: what was given now wins, but for what the
   * files are made of.
   *
   * @throws IllegalArgumentException naming the option at fault
   */
  IndexSettings settings(IndexSettings stored) {
    if (stored.keys() != keys || stored.metric() != metric) {
      throw new IllegalArgumentException(
          "The index is a "
              + stored.kind()
              + " (keys "
              + stored.keys()
              + ", metric "
              + stored.metric()
              + ") and can not be opened as a "
              + kind);
    }
    if (maxBits != null && maxBits != stored.maxBits()) {
      throw new IllegalArgumentException(conflict("maxDim", maxBits, stored.maxBits()));
    }
    IndexSettings settings =
        new IndexSettings(
            stored.kind(),
            stored.metric(),
            stored.keys(),
            stored.maxBits(),
            or(connectivity, stored.connectivity()),
            or(expansionAdd, stored.expansionAdd()),
            or(expansionSearch, stored.expansionSearch()),
            or(shardBytes, stored.shardBytes()),
            or(bloom, stored.bloom()),
            schema(stored.schema()),
            or(createdBy, stored.createdBy()),
            or(description, stored.description()),
            stored.createdAt());
    SettingsCheck.check(settings);
    return settings;
  }

  private MetadataSchema schema(MetadataSchema stored) {
    if (schema == null || stored == null || schema.equals(stored)) {
      if (schema != null && stored == null) {
        throw new IllegalArgumentException(
            "metadata is " + schema + ", but the index was made without; make a new one");
      }
      return stored;
    }
    List<Map.Entry<String, ?>> given = new ArrayList<>(schema.fields().entrySet());
    List<Map.Entry<String, ?>> old = new ArrayList<>(stored.fields().entrySet());
    if (given.size() < old.size() || !given.subList(0, old.size()).equals(old)) {
      throw new IllegalArgumentException(
          "metadata is "
              + schema
              + ", but the index has "
              + stored
              + "; give the same fields, further ones only behind them");
    }
    return schema;
  }

  /**
   * Refuses links that the graph of a file does not have: it is loaded, not built anew.
   *
   * @throws IllegalArgumentException if others were given
   */
  void checkConnectivity(int found) {
    if (connectivity != null && connectivity != found) {
      throw new IllegalArgumentException(conflict("connectivity", connectivity, found));
    }
  }

  private static String conflict(String option, Object given, Object stored) {
    return option + " is " + given + ", but the index has " + stored + "; leave the option out";
  }

  private static <T> T or(T given, T otherwise) {
    return given != null ? given : otherwise;
  }
}
