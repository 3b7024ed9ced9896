package io.flinkiscc.cli;

import io.flinkiscc.state.SnapshotOptions;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of all commands that read checkpoints and savepoints. */
final class SnapshotArguments {

  private static final String FLINK_CONF_DIR = "FLINK_CONF_DIR";

  @Option(
      names = "--index",
      paramLabel = "UID",
      description =
          "Which index, if there are several: index.uid of its job, the uid of its operator, or the"
              + " id of that.")
  private String index;

  @Option(
      names = "--realm",
      paramLabel = "0|1",
      description = "Realm of an index that does not tell it: 0 test, 1 operational.")
  private Integer realm;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description =
          "Where local files are made, and deleted in the end; files on the same disk are linked and"
              + " take no room. Default: the temporary files of the system.")
  private Path workDir;

  /** Which index; null for the only one or all. */
  String index() {
    return index;
  }

  /** Where local files are made; null for the temporary files of the system. */
  Path workDir() {
    return workDir;
  }

  /**
   * Makes the options, and lets Flink know its file systems.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  SnapshotOptions.Builder options() {
    loadFileSystems();
    SnapshotOptions.Builder options = SnapshotOptions.builder().index(index);
    if (realm != null) {
      options.realm(realm);
    }
    if (workDir != null) {
      options.directory(workDir);
    }
    return options;
  }

  /** S3 and the like are plugins of a Flink whose configuration is pointed at, as for its own. */
  static void loadFileSystems() {
    if (System.getenv(FLINK_CONF_DIR) != null) {
      Configuration config = GlobalConfiguration.loadConfiguration();
      FileSystem.initialize(config, PluginUtils.createPluginManagerFromRootFolder(config));
    }
  }

  /**
   * Does what the arguments of a command ask for.
   *
   * @throws ParameterException if they do not make sense, or name what is not there
   */
  static <T> T with(CommandSpec spec, Callable<T> work) throws Exception {
    try {
      return work.call();
    } catch (IllegalArgumentException | FileNotFoundException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
