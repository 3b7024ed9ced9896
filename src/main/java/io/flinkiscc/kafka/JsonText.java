package io.flinkiscc.kafka;

/** JSON that is carried along without being understood. */
final class JsonText {

  private JsonText() {}

  /**
   * Copies one value out of valid JSON without the blanks between its tokens; spellings of numbers
   * and strings and the order of fields stay as they are.
   *
   * @param json text that a parser has accepted
   * @param start index of the first character of the value
   */
  static String compactValueAt(char[] json, int start) {
    StringBuilder out = new StringBuilder();
    int depth = 0;
    int at = start;
    do {
      char c = json[at];
      if (c == '"') {
        at = copyString(json, at, out);
        continue;
      }
      if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      } else if (depth == 0) {
        return copyLiteral(json, at, out);
      }
      if (!isBlank(c)) {
        out.append(c);
      }
      at++;
    } while (depth > 0);
    return out.toString();
  }

  private static int copyString(char[] json, int quote, StringBuilder out) {
    int end = quote + 1;
    while (json[end] != '"') {
      end += json[end] == '\\' ? 2 : 1;
    }
    out.append(json, quote, end + 1 - quote);
    return end + 1;
  }

  private static String copyLiteral(char[] json, int start, StringBuilder out) {
    int end = start;
    while (end < json.length && !isBlank(json[end]) && ",]}".indexOf(json[end]) < 0) {
      end++;
    }
    return out.append(json, start, end - start).toString();
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
  }
}
