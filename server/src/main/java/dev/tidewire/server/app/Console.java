package dev.tidewire.server.app;

import java.io.PrintStream;

/**
 * Where a command writes: its result to {@code out}, everything else to {@code err}.
 *
 * @param colour whether colours may be used
 */
record Console(PrintStream out, PrintStream err, Colour colour) {
  enum Colour {
    /** When the terminal has them. */
    AUTO,
    NEVER
  }
}
