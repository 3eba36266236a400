package dev.tidewire.loadtest.scenario;

import org.jspecify.annotations.Nullable;

/** A run could not be carried out. The message is for people. */
public final class ScenarioException extends Exception {
  private static final long serialVersionUID = 1L;

  ScenarioException(String message) {
    this(message, null);
  }

  ScenarioException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
