package dev.tidewire.server.protocol;

import java.util.concurrent.CompletionException;

/**
 * A refused request: the caller gets a code and a sentence, the connection lives.
 *
 * <p>It is an outcome and not a fault, so it carries no stack trace. The message reaches the
 * caller: it never holds another exception's text.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** A refusal with a full sentence for the person who reads the client's log. */
  public Refusal(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** What a stage really failed with: without the wrapping that a chain of stages adds. */
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException wrapped && wrapped.getCause() != null
        ? wrapped.getCause()
        : failure;
  }

  /** The code for programs. */
  public ErrorCode code() {
    return code;
  }

  /** The sentence for people. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
