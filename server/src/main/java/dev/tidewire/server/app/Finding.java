package dev.tidewire.server.app;

/**
 * One thing that {@code doctor} looked at.
 *
 * @param subject what, in a word or two
 * @param found a sentence
 * @param remedy what to do about it, a sentence; empty when it is well
 */
record Finding(Grade grade, String subject, String found, String remedy) {
  /** How bad it is. */
  enum Grade {
    OK,
    /** It works, until there is more of it. */
    ADVICE,
    /** The server will not start, or not do what it is there for. */
    WRONG
  }

  static Finding ok(String subject, String found) {
    return new Finding(Grade.OK, subject, found, "");
  }

  static Finding advice(String subject, String found, String remedy) {
    return new Finding(Grade.ADVICE, subject, found, remedy);
  }

  static Finding wrong(String subject, String found, String remedy) {
    return new Finding(Grade.WRONG, subject, found, remedy);
  }
}
