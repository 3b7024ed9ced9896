package io.flinkiscc.serve;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry in a directory that tasks and clients reach: one small JSON file per running task.
 *
 * <p>Files that are no entries are skipped, and logged once. One that was an entry before counts as
 * that: on storage without replacement in one step it is being written.
 */
public final class DirectoryRegistry implements EndpointRegistry {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryRegistry.class);

  private static final String PREFIX = "endpoint-";
  private static final String SUFFIX = ".json";

  /** More files than any index has tasks. */
  private static final int MOST_ENTRIES = 100_000;

  /** Names of foreign files that are remembered. */
  private static final int MOST_TOLD = 1000;

  private final EntryStore store;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private volatile Map<String, Endpoint> lastRead = Map.of();

  DirectoryRegistry(EntryStore store) {
    this.store = store;
  }

  /**
   * A registry in a directory of this machine, or one that is mounted on it. Needs no Flink.
   *
   * @param directory made if it is not there
   */
  public static DirectoryRegistry local(Path directory) {
    return new DirectoryRegistry(new LocalEntryStore(directory));
  }

  /**
   * A registry in a directory of any file system that Flink knows. Flink has to be on the class
   * path.
   *
   * @param directory with its scheme, as {@code s3://bucket/registry}
   */
  public static DirectoryRegistry flink(URI directory) {
    return new DirectoryRegistry(new FlinkEntryStore(directory));
  }

  private static String name(Endpoint endpoint) {
    return PREFIX + endpoint.instance() + SUFFIX;
  }

  @Override
  public void publish(Endpoint endpoint) throws IOException {
    store.write(name(endpoint), EndpointJson.write(endpoint));
  }

  @Override
  public void withdraw(Endpoint endpoint) throws IOException {
    store.delete(name(endpoint));
  }

  @Override
  public List<Endpoint> list() throws IOException {
    Map<String, Endpoint> read = new HashMap<>();
    for (String name : store.names()) {
      if (name.startsWith(PREFIX) && name.endsWith(SUFFIX) && read.size() < MOST_ENTRIES) {
        Endpoint entry = read(name);
        if (entry != null) {
          read.put(name, entry);
        }
      }
    }
    lastRead = Map.copyOf(read);
    return new ArrayList<>(read.values());
  }

  private Endpoint read(String name) throws IOException {
    byte[] bytes = store.read(name, EndpointJson.MAX_BYTES);
    if (bytes == null) {
      return null;
    }
    try {
      Endpoint entry = EndpointJson.read(bytes);
      if (!name.equals(name(entry))) {
        throw new IOException("it is the entry of instance " + entry.instance());
      }
      return entry;
    } catch (IOException e) {
      Endpoint before = lastRead.get(name);
      if (before == null && told.size() < MOST_TOLD && told.add(name)) {
        LOG.warn("{} in {} is skipped: {}", name, store, e.getMessage());
      }
      return before;
    }
  }

  @Override
  public void close() {
    // Nothing is held open.
  }

  @Override
  public String toString() {
    return store.toString();
  }
}
