package io.flinkiscc.library;

/**
 * A file of an index as its manifest lists it.
 *
 * @param name name within the directory
 * @param size bytes
 * @param crc32c checksum of the bytes
 * @param stamp number of the attempt that wrote it; no other attempt has it
 */
record StoredFile(String name, long size, int crc32c, long stamp) {

  /** The name of the file until the manifest that lists it is the valid one. */
  String pendingName() {
    return name + ".g" + stamp;
  }
}
