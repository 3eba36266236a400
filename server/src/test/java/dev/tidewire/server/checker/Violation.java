package dev.tidewire.server.checker;

/** A rule that was broken, and by what. */
public record Violation(Rule rule, String what) {
  @Override
  public String toString() {
    return rule + ": " + what;
  }
}
