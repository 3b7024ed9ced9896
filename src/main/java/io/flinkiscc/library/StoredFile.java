package io.flinkiscc.library;

/**
 * A file of an index as its manifest lists it.
 *
 * @param name name within the directory
 * @param size bytes
 * @param crc32c checksum of the bytes
 * @param written generation of the manifest that listed it first with this content
 */
record StoredFile(String name, long size, int crc32c, long written) {

  /** The name of the file until the manifest that lists it is the valid one. */
  String pendingName() {
    return name + ".g" + written;
  }
}
