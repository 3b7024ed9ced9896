package io.flinkiscc.serve;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.match.Scoring;
import io.flinkiscc.query.KeyGroupPart;
import io.flinkiscc.state.TaskPlace;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a task of an index can be asked, and what it holds: one entry of an {@link
 * EndpointRegistry}. Immutable.
 *
 * @param index uid of the index in its job
 * @param task which task it is and which key groups it holds
 * @param host name or address at which others reach it
 * @param port 1..65535
 * @param tls whether it talks TLS
 * @param epochMillis when it began to serve, milliseconds since 1970 UTC
 * @param instance drawn when it began to serve; every answer of it carries this
 * @param realm realm of the ISCC-IDs, 0 or 1
 * @param scoring how its matches are ordered
 * @param unitTypes what it searches
 * @param expiresAtMillis until when the entry holds unless it is renewed, milliseconds since 1970
 */
public record Endpoint(
    String index,
    TaskPlace task,
    String host,
    int port,
    boolean tls,
    long epochMillis,
    String instance,
    int realm,
    Scoring scoring,
    Set<UnitType> unitTypes,
    long expiresAtMillis)
    implements KeyGroupPart {

  private static final int LONGEST_TEXT = 1024;
  private static final int HIGHEST_PORT = 65535;
  private static final int HIGHEST_PARALLELISM = 1 << 15;
  private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9-]{1,64}");

  /**
   * Checks the values and copies the types.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public Endpoint {
    text("index", index);
    text("host", host);
    text("jobId", task.jobId());
    range("port", port, 1, HIGHEST_PORT);
    range("maxParallelism", task.maxParallelism(), 1, HIGHEST_PARALLELISM);
    range("parallelism", task.parallelism(), 1, task.maxParallelism());
    range("subtask", task.subtask(), 0, task.parallelism() - 1L);
    range("lastKeyGroup", task.lastKeyGroup(), 0, task.maxParallelism() - 1L);
    range("firstKeyGroup", task.firstKeyGroup(), 0, task.lastKeyGroup());
    range("attempt", task.attempt(), 0, Integer.MAX_VALUE);
    range("realm", realm, 0, 1);
    range("epoch", epochMillis, 0, Long.MAX_VALUE);
    range("expiresAt", expiresAtMillis, 0, Long.MAX_VALUE);
    // It becomes the name of a file.
    if (!INSTANCE.matcher(Objects.requireNonNull(instance, "instance")).matches()) {
      throw new IllegalArgumentException("instance is no 1..64 of A-Z a-z 0-9 -");
    }
    Objects.requireNonNull(scoring, "scoring");
    if (unitTypes.isEmpty()) {
      throw new IllegalArgumentException("unitTypes are empty, an index searches at least one");
    }
    unitTypes = Collections.unmodifiableSet(EnumSet.copyOf(unitTypes));
  }

  @Override
  public int firstKeyGroup() {
    return task.firstKeyGroup();
  }

  @Override
  public int lastKeyGroup() {
    return task.lastKeyGroup();
  }

  /** Number of key groups the task holds. */
  int keyGroups() {
    return lastKeyGroup() - firstKeyGroup() + 1;
  }

  /** The same entry, to hold until another time, milliseconds since 1970 UTC. */
  public Endpoint expiringAt(long millis) {
    return new Endpoint(
        index, task, host, port, tls, epochMillis, instance, realm, scoring, unitTypes, millis);
  }

  /** The same entry of another beginning, milliseconds since 1970 UTC. */
  Endpoint servingSince(long millis) {
    return new Endpoint(
        index, task, host, port, tls, millis, instance, realm, scoring, unitTypes, expiresAtMillis);
  }

  private static void text(String name, String value) {
    if (value == null || value.isBlank() || value.length() > LONGEST_TEXT) {
      throw new IllegalArgumentException(
          name + " is missing, blank or longer than " + LONGEST_TEXT + " characters");
    }
  }

  private static void range(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " is " + value + ", allowed are " + min + ".." + max);
    }
  }
}
