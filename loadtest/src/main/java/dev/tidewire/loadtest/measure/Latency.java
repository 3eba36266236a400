package dev.tidewire.loadtest.measure;

import java.util.Locale;

/** The durations that are measured, each with its own histogram. */
public enum Latency {
  /** From the moment a message was meant to be sent until a subscriber has it. */
  DELIVERY("From the intended send time to the receipt."),
  /** The same of messages that came behind a reconnect, counted from the reconnect's start. */
  REPLAY("From the start of a reconnect to the receipt of what was missed."),
  /** From the moment a publish was meant to be sent until it was acknowledged. */
  PUBLISH("From the intended send time to the acknowledgement."),
  /** From the start of the TCP connection until the upgrade was answered. */
  HANDSHAKE("From the start of the TCP connection to the answered upgrade."),
  /** From the start of the TCP connection until all is authenticated and subscribed. */
  CONNECT("From the start of the TCP connection to the last subscription."),
  /** The same of a client that had been connected before. */
  RECONNECT("The same of a client that comes back."),
  /** From the loss of a connection until its successor is subscribed. */
  INTERRUPTION("From a lost connection to its subscribed successor."),
  /** How much later than intended the generator itself sent. */
  SEND_LAG("How late the generator itself sent."),
  /** How long an event waited for one of the generator's loops. */
  LOOP_LAG("How long an event waited inside the generator.");

  private final String meaning;

  Latency(String meaning) {
    this.meaning = meaning;
  }

  /** The name in reports and thresholds, such as {@code publish} or {@code send_lag}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One sentence for people. */
  public String meaning() {
    return meaning;
  }
}
