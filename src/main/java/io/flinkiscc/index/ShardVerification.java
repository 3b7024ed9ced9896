package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;

/**
 * What a thorough look at the file of a sealed shard found.
 *
 * @param entries number of entries
 * @param unreachable number of codes in graphs that no search of the graph can find; 0 if all is
 *     well
 */
public record ShardVerification(int entries, long unreachable) {

  /**
   * Looks at every byte: checksums, the order of the entries, whether each asset is what the
   * columns say of it, and whether every code of a graph can be reached.
   *
   * @throws CorruptDataException if the file is damaged; the message says where
   * @throws IOException if it cannot be read
   */
  public static ShardVerification of(Path file) throws IOException {
    try {
      SealedShard shard = SealedShard.open(file);
      shard.verify();
      return new ShardVerification(
          shard.size(), UnreachableNodes.count(shard, EnumSet.allOf(UnitType.class)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
