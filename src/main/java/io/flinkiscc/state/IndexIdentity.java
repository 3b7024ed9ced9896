package io.flinkiscc.state;

import java.io.Serializable;

/**
 * What a job has to have in common with the one whose checkpoint it goes on from, and Flink does
 * not check.
 *
 * @param realm realm of the ISCC-IDs: the index holds their bodies only
 * @param queriesById whether the units of every asset are known by ISCC-ID too
 */
public record IndexIdentity(int realm, boolean queriesById) implements Serializable {

  /**
   * Checks whether a job of this identity may go on from a checkpoint of another.
   *
   * @throws IllegalStateException if not; the message names the option and what to do
   */
  void checkGoesOnFrom(IndexIdentity stored) {
    if (stored.realm != realm) {
      throw new IllegalStateException(
          "the state holds an index of ISCC-IDs of realm "
              + stored.realm
              + ", this job is for realm "
              + realm
              + ": go on with realm "
              + stored.realm
              + " (index.realm), or start without state and with another ingest topic");
    }
    if (queriesById && !stored.queriesById) {
      throw new IllegalStateException(
          "the state was written without queries by ISCC-ID, so the units of its assets are not"
              + " known by ISCC-ID, and such queries would be answered with not_found: go on"
              + " without them (query.by-id: false), or start without state and read the ingest"
              + " topic from its beginning");
    }
  }
}
