package io.flinkiscc.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands in this JVM and keeps what they say. */
final class Commands {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private int exitCode;

  private Commands() {}

  static Commands run(Object... args) {
    Commands commands = new Commands();
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    CommandLine main = Main.commandLine();
    main.setOut(new PrintWriter(commands.out, true));
    main.setErr(new PrintWriter(commands.err, true));
    commands.exitCode = main.execute(texts);
    return commands;
  }

  int exitCode() {
    return exitCode;
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  @Override
  public String toString() {
    return "exit code " + exitCode + "\n" + out + err;
  }
}
