package io.flinkiscc.library;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flinkiscc.index.CorruptDataException;
import io.flinkiscc.metadata.MetadataSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads and writes {@link Manifest manifests} as JSON. Unknown fields are ignored when reading. */
final class ManifestJson {

  private static final String FORMAT = "flink-iscc library index";
  private static final long MAX_BYTES = 64L << 20;
  private static final Pattern FILE_NAME = Pattern.compile("[^/\\\\\\x00]{1,255}");

  /** Width of the beam of shards that are scanned. */
  private static final int SCAN = 0;

  private static final ObjectMapper JSON = new ObjectMapper();

  private ManifestJson() {}

  static void write(Manifest manifest, OutputStream out) throws IOException {
    IndexSettings settings = manifest.settings();
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT).put("format_version", Manifest.VERSION);
    root.put("kind", settings.kind());
    root.put("created_by", settings.createdBy()).put("description", settings.description());
    root.put("created_at", settings.createdAt().toString());
    root.put("saved_at", manifest.savedAt().toString());
    root.put("generation", manifest.generation());
    ObjectNode configuration = root.putObject("configuration");
    configuration.put("metric", settings.metric().name().toLowerCase(Locale.ROOT));
    configuration.put("key_kind", settings.keys().label());
    configuration.put("max_dim", settings.maxBits());
    configuration.put("connectivity", settings.connectivity());
    configuration.put("expansion_add", settings.expansionAdd());
    configuration.put("expansion_search", settings.expansionSearch());
    configuration.put("shard_size", settings.shardBytes());
    configuration.put("bloom", settings.bloom());
    if (settings.schema() != null) {
      configuration.set("metadata", JSON.valueToTree(settings.schema().toMap()));
    }
    root.putObject("counts").put("live", manifest.live()).put("dead", manifest.dead());
    write(root.putArray("files"), manifest.files());
    write(root.putArray("obsolete"), manifest.obsolete());
    ObjectNode widths = root.putObject("search_widths");
    new TreeMap<>(manifest.widths())
        .forEach(
            (name, width) ->
                widths
                    .putObject(name)
                    .put("width", width.width() == Effort.SCAN ? SCAN : width.width())
                    .put("rows", width.rows())
                    .put("k", width.k()));
    out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    out.write('\n');
  }

  private static void write(ArrayNode array, List<StoredFile> files) {
    for (StoredFile file : files) {
      array
          .addObject()
          .put("name", file.name())
          .put("size", file.size())
          .put("crc32c", HexFormat.of().toHexDigits(file.crc32c()))
          .put("written", file.stamp());
    }
  }

  /**
   * Reads a manifest.
   *
   * @throws NewerFormatException if it is of a version this program does not know
   * @throws CorruptDataException if it is none or damaged
   */
  static Manifest read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new CorruptDataException(
          file + " has " + size + " bytes; a manifest has at most " + MAX_BYTES);
    }
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      if (!FORMAT.equals(root.path("format").asText())) {
        throw new CorruptDataException(
            file + " is no manifest of an index: its \"format\" is not \"" + FORMAT + "\"");
      }
      long version = number(root, "format_version", 1);
      if (version > Manifest.VERSION) {
        throw new NewerFormatException(file.toString(), "index format", version, Manifest.VERSION);
      }
      return new Manifest(
          number(root, "generation", 0),
          Instant.parse(text(root, "saved_at")),
          settings(root),
          number(root.path("counts"), "live", 0),
          number(root.path("counts"), "dead", 0),
          files(root.path("files")),
          files(root.path("obsolete")),
          widths(root.path("search_widths")));
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      throw new CorruptDataException(
          file + " is damaged: " + e.getMessage() + "; restore it from a copy of the index", e);
    }
  }

  private static IndexSettings settings(JsonNode root) {
    JsonNode node = root.path("configuration");
    MetadataSchema schema = null;
    if (node.has("metadata")) {
      Map<String, Object> fields = new LinkedHashMap<>();
      node.get("metadata").properties().forEach(f -> fields.put(f.getKey(), f.getValue().asText()));
      schema = MetadataSchema.fromMap(fields);
    }
    IndexSettings settings =
        new IndexSettings(
            text(root, "kind"),
            Metric.valueOf(text(node, "metric").toUpperCase(Locale.ROOT)),
            keyKind(text(node, "key_kind")),
            (int) number(node, "max_dim", 0),
            (int) number(node, "connectivity", 0),
            (int) number(node, "expansion_add", 0),
            (int) number(node, "expansion_search", 0),
            number(node, "shard_size", 0),
            node.path("bloom").asBoolean(),
            schema,
            text(root, "created_by"),
            text(root, "description"),
            Instant.parse(text(root, "created_at")));
    SettingsCheck.check(settings);
    return settings;
  }

  private static KeyKind<?> keyKind(String label) {
    if (label.equals(KeyKind.U64.label())) {
      return KeyKind.U64;
    }
    if (label.equals(KeyKind.U128.label())) {
      return KeyKind.U128;
    }
    throw new IllegalArgumentException(
        "\"key_kind\" is \"" + label + "\"; allowed are \"u64\" and \"uuid\"");
  }

  private static List<StoredFile> files(JsonNode array) {
    List<StoredFile> files = new ArrayList<>();
    for (JsonNode node : array) {
      String crc = text(node, "crc32c");
      files.add(
          new StoredFile(
              fileName(text(node, "name")),
              number(node, "size", 0),
              HexFormat.fromHexDigits(crc),
              number(node, "written", 0)));
    }
    return files;
  }

  private static Map<String, SearchWidth> widths(JsonNode node) {
    Map<String, SearchWidth> widths = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      int width = integer(field.getValue(), "width", 0);
      int rows = integer(field.getValue(), "rows", 0);
      int k = integer(field.getValue(), "k", 1);
      widths.put(field.getKey(), new SearchWidth(width == SCAN ? Effort.SCAN : width, rows, k));
    }
    return widths;
  }

  private static int integer(JsonNode node, String field, int min) {
    long value = number(node, field, min);
    if (value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("\"" + field + "\" is " + value + ", which is too much");
    }
    return (int) value;
  }

  /** A name that stays within the directory. */
  private static String fileName(String name) {
    if (!FILE_NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException("\"" + name + "\" is no name of a file of the index");
    }
    return name;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("\"" + field + "\" is missing or no text");
    }
    return value.textValue();
  }

  private static long number(JsonNode node, String field, long min) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < min) {
      throw new IllegalArgumentException(
          "\"" + field + "\" is " + value + "; expected is a whole number from " + min);
    }
    return value.longValue();
  }
}
