package dev.tidewire.server.config;

import java.nio.file.Path;

/** Where a value comes from; its text is what people read. */
sealed interface Origin {
  /** Nobody gave it. */
  record Default() implements Origin {
    @Override
    public String toString() {
      return "default";
    }
  }

  /** Nobody gave it, and {@code --dev} changes the default. */
  record DevelopmentDefault() implements Origin {
    @Override
    public String toString() {
      return "default of --dev";
    }
  }

  /** A line of the file, counted from 1. */
  record File(Path file, int line) implements Origin {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  /** A variable of the environment. */
  record Environment(String variable) implements Origin {
    @Override
    public String toString() {
      return variable;
    }
  }

  /** A flag of the command line. */
  record Flag(String flag) implements Origin {
    @Override
    public String toString() {
      return flag;
    }
  }

  /** The environment as a whole, for a variable that means nothing. */
  record Surroundings() implements Origin {
    @Override
    public String toString() {
      return "environment";
    }
  }

  /** The command line as a whole, for a flag that means nothing. */
  record CommandLine() implements Origin {
    @Override
    public String toString() {
      return "command line";
    }
  }
}
