package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;

/** The refusals of tokens; none of their sentences holds a part of one. */
final class Refusals {
  private Refusals() {}

  static Refusal invalid(String sentence) {
    return new Refusal(ErrorCode.TOKEN_INVALID, sentence);
  }

  static Refusal malformed() {
    return invalid("The token is not a well-formed JWT that is signed in a way known here.");
  }

  static Refusal wrongSignature() {
    return invalid("The token's signature does not fit.");
  }

  static Refusal notYet() {
    return invalid("The token is not valid yet.");
  }

  static Refusal expired() {
    return new Refusal(ErrorCode.TOKEN_EXPIRED, "The token has expired.");
  }

  /** The token may be good: whoever sent it should try again. */
  static Refusal unavailable(String sentence) {
    return new Refusal(ErrorCode.UNAVAILABLE, sentence);
  }
}
