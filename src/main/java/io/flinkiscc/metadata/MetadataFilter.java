package io.flinkiscc.metadata;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Says which rows of metadata are wanted.
 *
 * <p>Immutable and safe for use by many threads. {@link #bind} checks a filter against a schema and
 * gives one that is fast to {@link #matches match}; an unbound filter matches as well, but is bound
 * anew for every row.
 *
 * <p>A field without a value fails every comparison, so that {@code not(eq(f, v))} holds for it. On
 * a {@link FieldType#STRING_LIST} a comparison holds if it holds for at least one text of the list:
 * {@code eq} means "contains", {@code in} "contains one of", {@code and(eq(f, a), eq(f, b))}
 * "contains both". Texts are compared by {@link String#compareTo}, upper and lower case differ.
 *
 * <p>The JSON form, which {@link #parse} reads as maps and lists and {@link #toMap} writes:
 *
 * <pre>{@code
 * {"field": "lang", "eq": "en"}
 * {"field": "lang", "in": ["en", "de"]}
 * {"field": "year", "range": {"gte": 2020, "lt": 2024}}   one or two of gt | gte and lt | lte
 * {"field": "draft", "exists": true}                      false: has no value
 * {"and": [filter, ...]}                                  an empty list: every row
 * {"or": [filter, ...]}                                   an empty list: no row
 * {"not": filter}
 * }</pre>
 */
public abstract sealed class MetadataFilter permits FieldFilter, GroupFilter, NotFilter {

  /** How deep filters may lie in one another. */
  public static final int MAX_DEPTH = 32;

  /** Most conditions and values of a filter, those within it included. */
  public static final int MAX_SIZE = 10_000;

  private final int depth;
  private final int size;

  /**
   * Adds up what a filter holds.
   *
   * @param ownSize conditions and values of the filter itself
   */
  MetadataFilter(int ownSize, Collection<MetadataFilter> within) {
    int deepest = 0;
    long sum = ownSize;
    for (MetadataFilter filter : within) {
      deepest = Math.max(deepest, filter.depth);
      sum += filter.size;
    }
    if (deepest >= MAX_DEPTH) {
      throw tooDeep();
    }
    if (sum > MAX_SIZE) {
      throw new IllegalArgumentException(
          "The filter has %d conditions and values, allowed are %d".formatted(sum, MAX_SIZE));
    }
    this.depth = deepest + 1;
    this.size = (int) sum;
  }

  static IllegalArgumentException tooDeep() {
    return new IllegalArgumentException(
        "The filter is deeper than " + MAX_DEPTH + " filters in one another");
  }

  /**
   * The field has this value; a list contains it.
   *
   * @throws IllegalArgumentException if the value is no text, number or boolean
   */
  public static MetadataFilter eq(String field, Object value) {
    return InFilter.equal(field, value);
  }

  /**
   * The field has one of these values; a list contains one of them. No values: no row.
   *
   * @throws IllegalArgumentException if a value is no text, number or boolean
   */
  public static MetadataFilter in(String field, Collection<?> values) {
    return InFilter.oneOf(field, values);
  }

  /**
   * The value of the field lies between two values; a list contains one that does.
   *
   * @param from lower end, or null for none
   * @param fromInclusive whether the lower end itself is wanted
   * @param to upper end, or null for none
   * @param toInclusive whether the upper end itself is wanted
   * @throws IllegalArgumentException if both ends are missing or one is no text or number
   */
  public static MetadataFilter range(
      String field, Object from, boolean fromInclusive, Object to, boolean toInclusive) {
    return new RangeFilter(field, from, fromInclusive, to, toInclusive);
  }

  /** The field has a value; an empty list is one. */
  public static MetadataFilter exists(String field) {
    return new ExistsFilter(field, true);
  }

  /** All of the filters hold. None given: every row. */
  public static MetadataFilter and(Collection<MetadataFilter> filters) {
    return new GroupFilter(true, List.copyOf(filters));
  }

  /** All of the filters hold. */
  public static MetadataFilter and(MetadataFilter... filters) {
    return and(List.of(filters));
  }

  /** At least one of the filters holds. None given: no row. */
  public static MetadataFilter or(Collection<MetadataFilter> filters) {
    return new GroupFilter(false, List.copyOf(filters));
  }

  /** At least one of the filters holds. */
  public static MetadataFilter or(MetadataFilter... filters) {
    return or(List.of(filters));
  }

  /** The filter does not hold. */
  public static MetadataFilter not(MetadataFilter filter) {
    return new NotFilter(filter);
  }

  /**
   * Reads the JSON form.
   *
   * @param tree maps, lists, texts, numbers and booleans, as a JSON reader gives them
   * @throws IllegalArgumentException if it is no filter, deeper than {@value #MAX_DEPTH} or larger
   *     than {@value #MAX_SIZE}; says where
   */
  public static MetadataFilter parse(Map<String, ?> tree) {
    return FilterParser.parse(tree);
  }

  /**
   * Reads the JSON form from text.
   *
   * @throws IllegalArgumentException if the text is no JSON object, has a name twice in one object,
   *     or is no filter, see {@link #parse}
   */
  public static MetadataFilter parseJson(String json) {
    return FilterJson.read(json);
  }

  /** The JSON form as text, compact; {@link #parseJson} gives a filter equal to this one. */
  public final String toJson() {
    return FilterJson.write(this);
  }

  /** The JSON form; {@link #parse} gives a filter equal to this one. */
  public abstract Map<String, Object> toMap();

  /**
   * Checks this filter against a schema.
   *
   * @return a filter for rows of this schema, equal to this one
   * @throws IllegalArgumentException if a field is not declared or compared to what is not of its
   *     type; names the field, what was given and what is allowed
   */
  public abstract MetadataFilter bind(MetadataSchema schema);

  /**
   * Tells whether a row is wanted.
   *
   * @throws IllegalArgumentException if this filter is bound to another schema than the row's, or
   *     unbound and not valid for it
   */
  public abstract boolean matches(MetadataRow row);

  /**
   * Tells whether metadata without a schema is wanted, such as {@link JsonMetadata}. Numbers are
   * compared by value, whole or not; values of different kinds are unequal and in no range, and a
   * list is in a range if one of its elements is.
   */
  public abstract boolean matches(Fields fields);

  /** The values of fields that are declared nowhere. */
  @FunctionalInterface
  public interface Fields {

    /**
     * The value of a field.
     *
     * @return a String, Long, finite Double or Boolean, or a list of such; null if there is none
     */
    Object value(String field);
  }

  static List<Object> toMaps(Collection<MetadataFilter> filters) {
    List<Object> maps = new ArrayList<>(filters.size());
    filters.forEach(filter -> maps.add(filter.toMap()));
    return maps;
  }

  /** Filters are equal if they have one JSON form, bound or not. */
  @Override
  public final boolean equals(Object o) {
    return this == o || o instanceof MetadataFilter other && toMap().equals(other.toMap());
  }

  @Override
  public final int hashCode() {
    return toMap().hashCode();
  }

  @Override
  public final String toString() {
    return toMap().toString();
  }
}
