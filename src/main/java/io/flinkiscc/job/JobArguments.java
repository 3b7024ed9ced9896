package io.flinkiscc.job;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The arguments that the commands of all jobs share, and what is done with them. */
final class JobArguments {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file of options, nested or flat.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set one option; wins over the file. May be given often.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description = "Check the configuration, print it with all defaults, and end.")
  private boolean dryRun;

  @Option(names = "--help-options", description = "Print what every option does, and end.")
  private boolean helpOptions;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  private boolean help;

  /** Does what the arguments say with a job; returns the exit code. */
  int run(JobKind job) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (helpOptions) {
      out.print(ConfigText.options());
      out.flush();
      return 0;
    }
    JobConfig checked = load(job);
    if (dryRun) {
      out.print(ConfigText.effective(checked));
      out.flush();
      return 0;
    }
    PrintWriter err = spec.commandLine().getErr();
    new TopicSetup(checked).prepare(job).forEach(topic -> err.println("created topic " + topic));
    err.flush();
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    job.build(env, checked);
    env.execute(job.jobName());
    return 0;
  }

  private JobConfig load(JobKind job) {
    try {
      JobConfig loaded = JobConfig.load(config, overrides);
      job.check(loaded);
      return loaded;
    } catch (JobConfigException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
