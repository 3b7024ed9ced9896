package io.flinkiscc.serve;

import io.grpc.Status;

/** What callers are told when they get no answer. */
final class Refusals {

  private Refusals() {}

  static String otherInstance(ServedIdentity identity) {
    return "the request means another task: this is instance "
        + identity.task().getInstance()
        + "; look up the endpoints of the index again";
  }

  static String unknownConsistency() {
    return "the consistency is unknown, allowed are LATEST and COMMITTED";
  }

  static Status failed(Throwable why) {
    return Status.INTERNAL.withDescription(
        "the task could not answer, see its log: " + why.getClass().getSimpleName());
  }

  static Status notTaken() {
    return Status.RESOURCE_EXHAUSTED.withDescription(
        "too many answers wait until clients take them; ask again later");
  }

  static Status tooLarge(int bytes, int allowed) {
    return Status.OUT_OF_RANGE.withDescription(
        "the answer has "
            + bytes
            + " bytes, allowed are "
            + allowed
            + "; ask fewer queries at a time, for fewer matches or without metadata");
  }
}
