package dev.tidewire.loadtest.app;

import java.util.Locale;

/** The process behind {@code ./tidewire bench}. */
public final class Main {
  private Main() {}

  /** Runs one command, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Figures look the same everywhere, and are read by programs.
    Locale.setDefault(Locale.ROOT);
    System.exit(new CommandLineInterface(Console.ofProcess(), System.getenv()).run(arguments));
  }
}
