package io.flinkiscc.metadata;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the JSON form of filters. */
final class FilterParser {

  private static final String ALLOWED =
      "give {\"and\": [...]}, {\"or\": [...]}, {\"not\": {...}}, or \"field\" with one of eq, in, range and exists";
  private static final Set<String> ENDS = Set.of("gt", "gte", "lt", "lte");

  /** Filters read so far: a tree may be wide although its filters are small. */
  private int read;

  private FilterParser() {}

  static MetadataFilter parse(Object tree) {
    return new FilterParser().filter(tree, "filter", 1);
  }

  private MetadataFilter filter(Object node, String place, int depth) {
    if (depth > MetadataFilter.MAX_DEPTH) {
      throw MetadataFilter.tooDeep();
    }
    if (++read > MetadataFilter.MAX_SIZE) {
      throw new IllegalArgumentException(
          "The filter has more than " + MetadataFilter.MAX_SIZE + " conditions");
    }
    if (!(node instanceof Map<?, ?> map)) {
      throw wrong(place, "is " + PlainValues.show(node) + "; " + ALLOWED);
    }
    if (map.containsKey("field")) {
      return condition(map, place);
    }
    if (map.size() != 1) {
      throw wrong(place, "has the names " + names(map) + "; " + ALLOWED);
    }
    Map.Entry<?, ?> only = map.entrySet().iterator().next();
    String name = String.valueOf(only.getKey());
    return switch (name) {
      case "and" -> MetadataFilter.and(filters(only.getValue(), place + ".and", depth));
      case "or" -> MetadataFilter.or(filters(only.getValue(), place + ".or", depth));
      case "not" -> MetadataFilter.not(filter(only.getValue(), place + ".not", depth + 1));
      default -> throw wrong(place, "has the name " + PlainValues.show(name) + "; " + ALLOWED);
    };
  }

  private List<MetadataFilter> filters(Object node, String place, int depth) {
    if (!(node instanceof Collection<?> list)) {
      throw wrong(place, "is " + PlainValues.show(node) + "; give a list of filters");
    }
    List<MetadataFilter> filters = new ArrayList<>();
    for (Object element : list) {
      filters.add(filter(element, place + "[" + filters.size() + "]", depth + 1));
    }
    return filters;
  }

  private static MetadataFilter condition(Map<?, ?> map, String place) {
    if (!(map.get("field") instanceof String field)) {
      throw wrong(place + ".field", "is " + PlainValues.show(map.get("field")) + "; give a name");
    }
    if (map.size() != 2) {
      throw wrong(place, "has the names " + names(map) + "; " + ALLOWED);
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!"field".equals(entry.getKey())) {
        return condition(field, String.valueOf(entry.getKey()), entry.getValue(), place);
      }
    }
    throw wrong(place, ALLOWED);
  }

  private static MetadataFilter condition(String field, String name, Object held, String place) {
    String at = place + "." + name;
    switch (name) {
      case "eq":
        return MetadataFilter.eq(field, held);
      case "in":
        if (!(held instanceof Collection<?> values)) {
          throw wrong(at, "is " + PlainValues.show(held) + "; give a list of values");
        }
        return MetadataFilter.in(field, values);
      case "range":
        if (!(held instanceof Map<?, ?> ends)) {
          throw wrong(at, "is " + PlainValues.show(held) + "; give one or two of gt, gte, lt, lte");
        }
        return range(field, ends, at);
      case "exists":
        if (!(held instanceof Boolean wanted)) {
          throw wrong(at, "is " + PlainValues.show(held) + "; give true or false");
        }
        return new ExistsFilter(field, wanted);
      default:
        throw wrong(place, "has the name " + PlainValues.show(name) + "; " + ALLOWED);
    }
  }

  private static MetadataFilter range(String field, Map<?, ?> ends, String place) {
    for (Object end : ends.keySet()) {
      if (!(end instanceof String name) || !ENDS.contains(name)) {
        throw wrong(place, "has the names " + names(ends) + "; allowed are gt, gte, lt and lte");
      }
      if (ends.get(end) == null) {
        throw wrong(place + "." + name, "is null; leave it out for an open end");
      }
    }
    for (String side : List.of("gt", "lt")) {
      if (ends.containsKey(side) && ends.containsKey(side + "e")) {
        throw wrong(place, "has both " + side + " and " + side + "e; give one of them");
      }
    }
    boolean fromInclusive = ends.containsKey("gte");
    boolean toInclusive = ends.containsKey("lte");
    return MetadataFilter.range(
        field,
        ends.get(fromInclusive ? "gte" : "gt"),
        fromInclusive,
        ends.get(toInclusive ? "lte" : "lt"),
        toInclusive);
  }

  private static String names(Map<?, ?> map) {
    return map.size() <= 10 ? map.keySet().toString() : map.size() + " names";
  }

  private static IllegalArgumentException wrong(String place, String what) {
    return new IllegalArgumentException("\"" + place + "\" " + what);
  }
}
