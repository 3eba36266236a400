package dev.tidewire.loadtest.app;

/** How the process ends. */
final class ExitCode {
  static final int OK = 0;

  /** The run could not be carried out. */
  static final int FAILED = 1;

  /** The command line makes no sense. */
  static final int USAGE = 2;

  /** A threshold did not hold, or the generator was saturated and nothing can be said. */
  static final int THRESHOLD = 99;

  private ExitCode() {}
}
