package dev.tidewire.server.app;

/** An argument is missing or cannot be read; the message is a sentence for the user. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(String sentence) {
    super(sentence, null, false, false);
  }
}
