package dev.tidewire.loadtest.app;

import java.io.PrintStream;

/**
 * Where text goes.
 *
 * @param out results, for people or for a program that reads them
 * @param err progress and what went wrong
 */
record Console(PrintStream out, PrintStream err) {
  static Console ofProcess() {
    return new Console(System.out, System.err);
  }
}
