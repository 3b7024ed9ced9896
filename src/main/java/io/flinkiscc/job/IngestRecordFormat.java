package io.flinkiscc.job;

/** How the records of the ingest topic are written. */
public enum IngestRecordFormat {
  /** Ingest records in JSON. */
  ISCC_JSON,
  /** Entries of the transparency log of an ISCC hub. */
  HUB_LOG
}
