package io.flinkiscc.serve;

import io.grpc.Status;

/** Why a task gave no answer. */
public final class TaskFailure extends Exception {

  private static final long serialVersionUID = 1L;

  /** Kinds of failures. */
  public enum Kind {
    /** Nothing is there, or another task, or it is about to end. */
    UNREACHABLE("is unreachable"),
    /** It has too much to do. */
    OVERLOADED("refused: too busy"),
    /** It does not take requests of this client. */
    FORBIDDEN("refused the client"),
    /** It does not take this request. */
    INVALID("refused the request"),
    /** It took too long. */
    DEADLINE("did not answer in time"),
    /** It told of an earlier checkpoint than others. */
    BEHIND("has not heard of the last checkpoint"),
    /** It failed or said something that cannot be. */
    BROKEN("failed");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** Whether the same request may be answered a little later. */
    boolean passes() {
      return this != FORBIDDEN && this != INVALID;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final Kind kind;

  TaskFailure(Kind kind, String message, Throwable cause) {
    super(message, cause, false, false);
    this.kind = kind;
  }

  static TaskFailure of(Throwable failure) {
    if (failure instanceof TaskFailure known) {
      return known;
    }
    Status status = Status.fromThrowable(failure);
    Kind kind =
        switch (status.getCode()) {
          case UNAVAILABLE, FAILED_PRECONDITION, CANCELLED -> Kind.UNREACHABLE;
          case RESOURCE_EXHAUSTED -> Kind.OVERLOADED;
          case UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED -> Kind.FORBIDDEN;
          case INVALID_ARGUMENT, OUT_OF_RANGE -> Kind.INVALID;
          case DEADLINE_EXCEEDED -> Kind.DEADLINE;
          default -> Kind.BROKEN;
        };
    String said = status.getDescription();
    return new TaskFailure(kind, said == null ? status.getCode().name() : said, failure);
  }

  /** What kind it is. */
  public Kind kind() {
    return kind;
  }
}
