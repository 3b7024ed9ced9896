package io.flinkiscc.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * A file of a checkpoint, as the manifest names it. It never changes, and no other file of any
 * checkpoint has its name.
 *
 * @param name what its state is called, and its copy in local directories
 * @param bytes its length
 * @param checksum CRC32C of all its bytes
 */
record StateFile(String name, long bytes, int checksum) {

  /** Fewest bytes that one takes in a manifest. */
  static final int LEAST_BYTES = 2 + 1 + 8 + 4;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  void writeTo(DataOutput out) throws IOException {
    out.writeUTF(name);
    out.writeLong(bytes);
    out.writeInt(checksum);
  }

  static StateFile read(DataInput in) throws IOException {
    StateFile file = new StateFile(readName(in), in.readLong(), in.readInt());
    if (file.bytes < 0) {
      throw new IOException(
          "file "
              + file.name
              + " of an index is said to have "
              + file.bytes
              + " bytes, allowed are 0 or more: the manifest is damaged");
    }
    return file;
  }

  /** Reads a name, which must be one that is safe as a name of a local file. */
  static String readName(DataInput in) throws IOException {
    String name = in.readUTF();
    if (!NAME.matcher(name).matches()) {
      throw new IOException(
          "a file of an index is called \""
              + name
              + "\", allowed are 1 to 200 letters, digits, dots, dashes and underscores");
    }
    return name;
  }
}
