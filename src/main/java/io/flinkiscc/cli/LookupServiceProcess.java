package io.flinkiscc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A JVM with the job that is asked, of the same classes and with the same options as this one. What
 * it logs goes to a file. It ends with this JVM.
 */
final class LookupServiceProcess implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ORDERLY_END_SECONDS = 20;

  private final Process process;
  private final BufferedReader told;
  private final PrintWriter asked;
  private final Path log;

  private LookupServiceProcess(Process process, Path log) {
    this.process = process;
    this.told = process.inputReader(StandardCharsets.UTF_8);
    this.asked = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    this.log = log;
  }

  /** Starts it; its first word comes when the index is filled. */
  static LookupServiceProcess start(LookupOptions options, Path directory) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    String classPath = System.getProperty("java.class.path");
    if (startsMain(Path.of(classPath.split(File.pathSeparator)[0]))) {
      // Only so Java reads in the manifest which packages Flink needs opened.
      command.addAll(List.of("-jar", classPath.split(File.pathSeparator)[0]));
    } else {
      command.addAll(List.of("-cp", classPath, Main.class.getName()));
    }
    command.addAll(List.of("bench", "lookup-service", "--dir", directory.toString()));
    command.addAll(options.arguments());
    Path log = directory.resolve("service.log");
    return new LookupServiceProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.to(log.toFile())).start(),
        log);
  }

  /** Whether a file is the jar of the command line. */
  private static boolean startsMain(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (JarFile jar = new JarFile(file.toFile())) {
      Manifest manifest = jar.getManifest();
      return manifest != null
          && Main.class
              .getName()
              .equals(manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS));
    }
  }

  /** What it says next. */
  JsonNode next() throws IOException {
    String line;
    do {
      line = told.readLine();
      // Some options let the JVM itself write to standard output.
    } while (line != null && !line.startsWith("{"));
    if (line == null) {
      throw new IOException("the process of the service has ended; see " + log);
    }
    return JSON.readTree(line);
  }

  /** Asks it something. */
  JsonNode ask(String line) throws IOException {
    asked.println(line);
    return next();
  }

  /** Lets it end. */
  @Override
  public void close() throws IOException {
    asked.close();
    try {
      if (!process.waitFor(ORDERLY_END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().onExit().join();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
