package dev.tidewire.server.config;

import java.util.List;

/** The configuration is wrong. It says everything that is, in full sentences for people. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // Nobody serialises it.
  private final List<String> problems;

  ConfigException(List<String> problems) {
    super(String.join("\n", problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  /** One sentence or two for each problem, with the place first; no secret is in them. */
  public List<String> problems() {
    return problems;
  }
}
