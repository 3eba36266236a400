package dev.tidewire.server.redis;

/**
 * A server answered, and cannot be worked with. The message completes "Redis cannot be used: …".
 */
final class UnusableServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableServerException(String why) {
    super(why);
  }
}
