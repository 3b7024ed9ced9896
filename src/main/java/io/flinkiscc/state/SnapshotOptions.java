package io.flinkiscc.state;

import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.match.MatchRules;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** How an {@link IsccSnapshot} is opened. Immutable; serializable. */
public final class SnapshotOptions implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String index;
  private final String directory;
  private final int realm;
  private final MatchRules rules;
  private final EngineOptions engine;
  private final int transferThreads;

  private SnapshotOptions(Builder builder) {
    this.index = builder.index;
    this.directory = builder.directory == null ? null : builder.directory.toString();
    this.realm = builder.realm.orElse(-1);
    this.rules = builder.rules;
    this.engine = builder.engine;
    this.transferThreads = builder.transferThreads;
  }

  /** The defaults. */
  public static SnapshotOptions defaults() {
    return builder().build();
  }

  /** Starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Which index of a checkpoint; empty for the only one. */
  public Optional<String> index() {
    return Optional.ofNullable(index);
  }

  /** Where a directory for local files is made; empty for the temporary files of the system. */
  public Optional<Path> directory() {
    return Optional.ofNullable(directory).map(Path::of);
  }

  /** The realm of an index that does not tell it. */
  public OptionalInt realm() {
    return realm < 0 ? OptionalInt.empty() : OptionalInt.of(realm);
  }

  /** How matches are judged. */
  public MatchRules rules() {
    return rules;
  }

  /** How the assets are kept that are not in sealed shards, and which unit types are searched. */
  public EngineOptions engine() {
    return engine;
  }

  /** Files that are copied at a time. */
  public int transferThreads() {
    return transferThreads;
  }

  /** Collects options; checked by {@link #build}. */
  public static final class Builder {
    private String index;
    private Path directory;
    private OptionalInt realm = OptionalInt.empty();
    private MatchRules rules = MatchRules.tiered();
    private EngineOptions engine =
        EngineOptions.builder().indexing(EngineOptions.Indexing.OFF).build();
    private int transferThreads = 4;

    private Builder() {}

    /**
     * Sets which index of a checkpoint that has several: {@code index.uid} of its job, the uid of
     * its operator, or the id of that. Default: the only one.
     */
    public Builder index(String uid) {
      this.index = uid;
      return this;
    }

    /**
     * Sets where a directory for local files is made, and deleted in the end; default among the
     * temporary files of the system. Files of checkpoints in the same file system are linked there
     * and take no room.
     */
    public Builder directory(Path parent) {
      this.directory = Objects.requireNonNull(parent, "parent");
      return this;
    }

    /** Sets the realm, 0 or 1, of an index that does not tell it; one that does has to have it. */
    public Builder realm(int realm) {
      this.realm = OptionalInt.of(realm);
      return this;
    }

    /** Sets how matches are judged; default {@link MatchRules#tiered()}. */
    public Builder rules(MatchRules rules) {
      this.rules = Objects.requireNonNull(rules, "rules");
      return this;
    }

    /**
     * Sets how the assets are kept that are not in sealed shards, and which unit types are
     * searched; default all types, and comparing one by one what is not in sealed shards.
     */
    public Builder engine(EngineOptions engine) {
      this.engine = Objects.requireNonNull(engine, "engine");
      return this;
    }

    /** Sets how many files are copied at a time, 1..64; default 4. */
    public Builder transferThreads(int threads) {
      this.transferThreads = threads;
      return this;
    }

    /**
     * Makes the options.
     *
     * @throws IllegalArgumentException naming the option that is out of range
     */
    public SnapshotOptions build() {
      if (index != null && index.isBlank()) {
        throw new IllegalArgumentException(
            "index is blank, allowed are the uid of an index, or nothing for the only one");
      }
      int given = realm.orElse(0);
      if (given != 0 && given != 1) {
        throw new IllegalArgumentException(
            "realm is " + given + ", allowed are 0 (test) and 1 (operational)");
      }
      if (transferThreads < 1 || transferThreads > IndexOptions.MOST_TRANSFER_THREADS) {
        throw new IllegalArgumentException(
            "transferThreads is "
                + transferThreads
                + ", allowed are 1.."
                + IndexOptions.MOST_TRANSFER_THREADS);
      }
      return new SnapshotOptions(this);
    }
  }
}
