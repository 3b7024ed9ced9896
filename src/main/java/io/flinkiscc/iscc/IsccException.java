package io.flinkiscc.iscc;

/**
 * The one exception for bad ISCC input. The message names the input (shortened and with unprintable
 * characters escaped, so that it is safe to log), what is wrong with it and what is allowed.
 */
public final class IsccException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /** Longest part of an input that a message repeats. */
  private static final int SHOWN_CHARS = 80;

  IsccException(String message) {
    super(message);
  }

  /** Exception about {@code text}, e.g. {@code of("ISCC", text, "is empty")}. */
  static IsccException of(String kind, String text, String problem) {
    return new IsccException(kind + " " + quote(text) + " " + problem);
  }

  /** Quotes, shortens and escapes an untrusted text for a message. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), SHOWN_CHARS) + 2).append('"');
    for (int i = 0; i < text.length() && i < SHOWN_CHARS; i++) {
      appendPrintable(out, text.charAt(i));
    }
    out.append('"');
    if (text.length() > SHOWN_CHARS) {
      out.append("... (").append(text.length()).append(" characters)");
    }
    return out.toString();
  }

  /** Quotes and escapes an untrusted character for a message. */
  static String quote(char character) {
    return appendPrintable(new StringBuilder("'"), character).append('\'').toString();
  }

  private static StringBuilder appendPrintable(StringBuilder out, char character) {
    return character >= ' ' && character <= '~'
        ? out.append(character)
        : out.append(String.format("\\u%04x", (int) character));
  }
}
