package io.flinkiscc.match;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.metadata.JsonMetadata;
import io.flinkiscc.metadata.MetadataFilter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The metadata filter of one query over one snapshot. An asset is read once, however often it is
 * asked about. For one thread.
 */
final class AssetFilter {

  private final IndexSnapshot index;
  private final MetadataFilter filter;
  private final Map<Long, Boolean> known = new HashMap<>();

  AssetFilter(IndexSnapshot index, Optional<MetadataFilter> filter) {
    this.index = index;
    this.filter = filter.orElse(null);
  }

  /** Whether there is any; else every asset is wanted. */
  boolean any() {
    return filter != null;
  }

  /** Whether the asset at a place is wanted. */
  boolean wants(long place) {
    if (filter == null) {
      return true;
    }
    long key = index.keyAt(place);
    Boolean wanted = known.get(key);
    return wanted != null ? wanted : decide(key, index.assetAt(place));
  }

  /** Whether the asset with this key is wanted. */
  boolean wantsKey(long key) {
    if (filter == null) {
      return true;
    }
    Boolean wanted = known.get(key);
    return wanted != null ? wanted : index.get(key).map(asset -> decide(key, asset)).orElse(false);
  }

  private boolean decide(long key, Asset asset) {
    // Reading assets is what takes long with a filter.
    index.throwIfStopped();
    boolean wanted = filter.matches(JsonMetadata.parse(asset.metadata()));
    known.put(key, wanted);
    return wanted;
  }
}
