package io.flinkiscc.stream;

/** A query was not answered by the whole index, and the job is to fail for that. */
public final class IncompleteLookupException extends Exception {

  private static final long serialVersionUID = 1L;

  IncompleteLookupException(String message, Throwable cause) {
    super(message, cause);
  }
}
