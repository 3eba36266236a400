package dev.tidewire.loadtest.net;

/** The server sent what RFC 6455 forbids. */
final class BadFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  BadFrameException(String message) {
    super(message);
  }
}
