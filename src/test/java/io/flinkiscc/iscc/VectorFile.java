package io.flinkiscc.iscc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** The published test vectors: tab-separated lines that start with the kind of vector. */
final class VectorFile {

  /**
   * One vector.
   *
   * @param number line in the file, from 1
   * @param fields kind and values
   */
  record Line(int number, List<String> fields) {

    String kind() {
      return fields.get(0);
    }

    String text(int field) {
      return fields.get(field);
    }

    int number(int field) {
      return Integer.parseInt(fields.get(field));
    }

    @Override
    public String toString() {
      return "line " + number + " " + fields;
    }
  }

  private VectorFile() {}

  static List<Line> read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                VectorFile.class.getResourceAsStream("/iscc/codec_vectors.tsv"),
                StandardCharsets.UTF_8))) {
      List<String> lines = in.lines().toList();
      return IntStream.range(0, lines.size())
          .mapToObj(i -> new Line(i + 1, List.of(lines.get(i).split("\t", -1))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
