package io.flinkiscc.job;

/** A job cannot start because brokers or topics are not as it needs them. */
public final class JobSetupException extends Exception {

  private static final long serialVersionUID = 1L;

  JobSetupException(String message, Throwable cause) {
    super(message, cause);
  }
}
