package io.flinkiscc.scenario;

import java.net.URI;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;

/** Makes the {@link FaultyFileSystem}; Flink finds it as a service. */
public final class FaultyFileSystemFactory implements FileSystemFactory {

  /** Made by Flink. */
  public FaultyFileSystemFactory() {}

  @Override
  public String getScheme() {
    return FaultyFileSystem.SCHEME;
  }

  @Override
  public FileSystem create(URI uri) {
    return new FaultyFileSystem();
  }
}
