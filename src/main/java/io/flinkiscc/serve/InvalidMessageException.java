package io.flinkiscc.serve;

/**
 * A message from the network says something that cannot be. The text tells what it says and what is
 * allowed.
 */
public final class InvalidMessageException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidMessageException(String message) {
    super(message);
  }

  InvalidMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
