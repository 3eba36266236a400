package dev.tidewire.server.protocol;

/** A message that is no request at all, so that nobody can be answered: the conversation ends. */
public final class BadFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says what was expected. */
  public BadFrameException(String message) {
    super(message, null, false, false);
  }
}
