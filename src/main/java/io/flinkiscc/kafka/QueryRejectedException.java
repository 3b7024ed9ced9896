package io.flinkiscc.kafka;

import java.util.Objects;

/** A query breaks a rule of its format; carries what is needed to answer that it is invalid. */
public final class QueryRejectedException extends RecordRejectedException {

  private static final long serialVersionUID = 1L;

  private final String queryId;
  private final String payloadJson;

  QueryRejectedException(RecordRejectedException cause, String queryId, String payloadJson) {
    super(cause.code(), cause.getMessage());
    this.queryId = Objects.requireNonNull(queryId, "queryId");
    this.payloadJson = payloadJson;
  }

  /** Returns the id of the query: its own, or the default where it could not be read. */
  public String queryId() {
    return queryId;
  }

  /** Returns the payload of the query as compact JSON, or null if it has none or is unreadable. */
  public String payloadJson() {
    return payloadJson;
  }
}
