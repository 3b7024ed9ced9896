package io.flinkiscc.restore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an oracle knows, as lines of text beside a golden state. Columns are separated by tabs:
 *
 * <pre>
 *   live    KEY SEQ TYPE=CODE,...  TYPE:CODE@OFFSET+SIZE,...  METADATA
 *   deleted KEY SEQ
 *   gone    KEY
 * </pre>
 *
 * Keys and codes are hexadecimal; SEQ is -1 for none.
 */
final class Listing {

  private static final HexFormat HEX = HexFormat.of();

  private Listing() {}

  static void write(Oracle oracle, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (long key : oracle.seen()) {
      Oracle.Known known = oracle.known().get(key);
      String id = HEX.toHexDigits(key);
      if (known == null) {
        lines.add("gone\t" + id);
      } else if (known.asset() == null) {
        lines.add("deleted\t" + id + "\t" + known.seq());
      } else {
        lines.add("live\t" + id + "\t" + known.seq() + "\t" + text(known.asset()));
      }
    }
    Files.write(file, lines);
  }

  private static String text(Asset asset) {
    String units =
        new TreeMap<>(asset.units())
            .entrySet().stream()
                .map(e -> e.getKey() + "=" + HEX.formatHex(e.getValue().toBytes()))
                .collect(Collectors.joining(","));
    List<String> chunks = new ArrayList<>();
    asset
        .simprints()
        .forEach(
            (type, list) ->
                list.forEach(
                    c ->
                        chunks.add(
                            type
                                + ":"
                                + HEX.formatHex(c.code().toBytes())
                                + "@"
                                + c.offset()
                                + "+"
                                + c.size())));
    return units + "\t" + String.join(",", chunks) + "\t" + new String(asset.metadata(), UTF_8);
  }

  static Oracle read(Path file) throws IOException {
    Oracle oracle = new Oracle();
    for (String line : Files.readAllLines(file)) {
      String[] columns = line.split("\t", -1);
      long key = HexFormat.fromHexDigitsToLong(columns[1]);
      switch (columns[0]) {
        case "gone" -> oracle.put(key, null);
        case "deleted" -> oracle.put(key, new Oracle.Known(null, Long.parseLong(columns[2])));
        case "live" ->
            oracle.put(key, new Oracle.Known(asset(key, columns), Long.parseLong(columns[2])));
        default -> throw new IOException("not a line of a listing: " + line);
      }
    }
    return oracle;
  }

  private static Asset asset(long key, String[] columns) {
    Asset.Builder asset = Asset.builder(key).metadata(columns[5].getBytes(UTF_8));
    for (String unit : columns[3].split(",")) {
      String[] parts = unit.split("=");
      asset.unit(UnitType.valueOf(parts[0]), Code.of(HEX.parseHex(parts[1])));
    }
    for (String chunk : columns[4].isEmpty() ? new String[0] : columns[4].split(",")) {
      String[] parts = chunk.split("[:@+]");
      Code code = Code.of(HEX.parseHex(parts[1]));
      asset.chunk(
          UnitType.valueOf(parts[0]),
          new Chunk(code, Long.parseLong(parts[2]), Long.parseLong(parts[3])));
    }
    return asset.build();
  }

  /** Names and numbers, one pair per line. */
  static void writeNumbers(Map<String, Long> numbers, Path file) throws IOException {
    Files.write(
        file,
        new TreeMap<>(numbers)
            .entrySet().stream().map(e -> e.getKey() + "\t" + e.getValue()).toList());
  }

  static Map<String, Long> readNumbers(Path file) throws IOException {
    Map<String, Long> numbers = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] columns = line.split("\t");
      numbers.put(columns[0], Long.parseLong(columns[1]));
    }
    return numbers;
  }
}
