package io.flinkiscc.library;

import java.util.Iterator;
import java.util.List;

/**
 * The answer to a search.
 *
 * @param list nearest first, equally near ones by smaller unsigned key; immutable
 * @param exact whether every entry was considered, so that nothing nearer can be missing
 * @param visited number of distances computed
 * @param <K> {@link Long} (unsigned) or {@link Key128}
 */
public record Matches<K>(List<Match<K>> list, boolean exact, long visited)
    implements Iterable<Match<K>> {

  /** Copies the list. */
  public Matches {
    list = List.copyOf(list);
  }

  /** Number of matches. */
  public int size() {
    return list.size();
  }

  /** Returns a match, 0 being the nearest. */
  public Match<K> get(int i) {
    return list.get(i);
  }

  /** Returns the keys, nearest first. */
  public List<K> keys() {
    return list.stream().map(Match::key).toList();
  }

  @Override
  public Iterator<Match<K>> iterator() {
    return list.iterator();
  }
}
