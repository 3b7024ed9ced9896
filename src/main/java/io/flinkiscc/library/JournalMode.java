package io.flinkiscc.library;

/** When a change outlives the program without a save. */
public enum JournalMode {
  /** Never: what was not saved is lost. */
  OFF,

  /** The operating system has it when the call returns: it outlives the process. */
  BUFFERED,

  /** The disk has it when the call returns: it outlives the machine's power. */
  FORCED
}
