package io.flinkiscc.serve;

import java.io.IOException;
import java.util.List;

/**
 * Small named objects in one place, each written as a whole. Any thread may call any method.
 *
 * <p>Who reads while another one writes may find nothing or a part.
 */
interface EntryStore {

  /** The names of all objects; none if the place is not there. */
  List<String> names() throws IOException;

  /**
   * Reads an object.
   *
   * @param atMost bytes; of a larger object one byte more is read
   * @return null if it is not there
   */
  byte[] read(String name, int atMost) throws IOException;

  /** Makes an object or replaces it; makes the place if it is not there. */
  void write(String name, byte[] bytes) throws IOException;

  /** Removes an object if it is there. */
  void delete(String name) throws IOException;
}
