package io.flinkiscc.graph;

import java.nio.charset.StandardCharsets;

/**
 * What a `.usearch` file says about itself: the shape of its matrix, the 64-byte head and the
 * 40-byte graph head. {@link UsearchHeadReader} makes it of checked bytes only.
 *
 * @param matrixOffset byte of the file where row 0 starts
 * @param rows number of rows, live and removed
 * @param rowBytes bytes per row
 * @param major first part of the version
 * @param minor second part of the version
 * @param metric how distances are measured
 * @param keyKind kind of the keys
 * @param slotBytes bytes per link: 4 or 5
 * @param live number of rows that are not removed
 * @param dimensions bits per row, with the length byte of NPHD rows
 * @param connectivity most links per node on the upper levels
 * @param connectivityBase most links per node on level 0
 * @param topLevel level of the entry, -1 without rows
 * @param entry slot where searches start
 */
record UsearchHead(
    long matrixOffset,
    int rows,
    int rowBytes,
    int major,
    int minor,
    UsearchMetric metric,
    UsearchKeyKind keyKind,
    int slotBytes,
    int live,
    int dimensions,
    int connectivity,
    int connectivityBase,
    int topLevel,
    int entry) {

  static final byte[] MAGIC = "usearch".getBytes(StandardCharsets.US_ASCII);
  static final int HEAD_BYTES = 64;
  static final int GRAPH_HEAD_BYTES = 40;

  /** Bytes of one level, in the list of levels and in a node. */
  static final int LEVEL_BYTES = 2;

  /** Bytes of the length of a link list. */
  static final int COUNT_BYTES = 4;

  /** Returns the byte of the file where the head starts. */
  long headOffset() {
    return matrixOffset + (long) rows * rowBytes;
  }

  /** Returns the byte of the file where the levels start. */
  long levelsOffset() {
    return headOffset() + HEAD_BYTES + GRAPH_HEAD_BYTES;
  }

  /** Returns the byte of the file where the nodes start. */
  long nodesOffset() {
    return levelsOffset() + (long) LEVEL_BYTES * rows;
  }

  /** Returns the bytes of a node in front of its lists. */
  int nodeHeadBytes() {
    return keyKind.bytes() + LEVEL_BYTES;
  }

  /** Returns the bytes of a node of level 0. */
  int nodeBytes() {
    return nodeHeadBytes() + COUNT_BYTES + slotBytes * connectivityBase;
  }

  /** Returns the bytes of the list of one upper level. */
  int upperBytes() {
    return COUNT_BYTES + slotBytes * connectivity;
  }

  /** Returns the longest code a row can hold, in bytes. */
  int codeBytes() {
    return rowBytes - metric.lengthBytes();
  }
}
