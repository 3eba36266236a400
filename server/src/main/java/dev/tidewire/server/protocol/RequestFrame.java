package dev.tidewire.server.protocol;

/** One decoded message of a client: who can be answered, and what to. */
public sealed interface RequestFrame {
  /** The number that the client gave the request. */
  long id();

  /** A request that is understood. */
  record Understood(long id, Request request) implements RequestFrame {}

  /** A request that is not; the refusal answers it. */
  record Refused(long id, Refusal refusal) implements RequestFrame {}
}
