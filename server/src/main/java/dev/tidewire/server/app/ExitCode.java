package dev.tidewire.server.app;

/** How a command ended, as a process's exit code; those above 63 are named in sysexits.h. */
enum ExitCode {
  OK(0),
  /** The server could not start, or a fault of ours. */
  FAILED(1),
  /** EX_USAGE: there is no such command, or an argument of it is missing. */
  USAGE(64),
  /** EX_CONFIG: the configuration is wrong. */
  CONFIG(78);

  private final int value;

  ExitCode(int value) {
    this.value = value;
  }

  int value() {
    return value;
  }
}
