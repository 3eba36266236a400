package dev.tidewire.loadtest.app;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What is said of options that make no sense. */
final class Usage {
  private Usage() {}

  /**
   * An error of the command line, to be thrown.
   *
   * @param spec the command, as picocli has set it
   */
  static ParameterException error(@Nullable CommandSpec spec, String sentence) {
    if (spec == null) {
      throw new IllegalStateException(sentence);
    }
    return new ParameterException(spec.commandLine(), sentence);
  }
}
