package dev.tidewire.loadtest.measure;

/** The events that are counted. */
public enum Counter {
  /** Messages that came, duplicates and all. */
  DELIVERIES,
  /** Of these, the ones that came again. */
  DUPLICATES,
  /** Of these, the ones that had been overtaken by a later one. */
  REORDERED,
  /** Messages of a channel that the client is not subscribed to. */
  MISROUTED,
  /** Promises of the protocol itself that were broken, such as an offset that skips. */
  VIOLATIONS,
  /** Messages to clients that read slowly on purpose; they are not checked. */
  SLOW_DELIVERIES,
  /** Messages that came because of a resume. */
  REPLAYED,
  /** Bytes that came, protocol and all. */
  BYTES,
  /** Of these, the ones of messages, decompressed and without the headers of frames. */
  MESSAGE_BYTES,
  /** Reads that brought something: how often the kernel was asked. */
  READS,
  /** Clients that became ready for the first time. */
  CONNECTS,
  /** Clients that became ready again. */
  RECONNECTS,
  /** Attempts that did not lead to a ready client. */
  CONNECT_FAILURES,
  /** Ready clients that the server or the network cut. */
  LOST_CONNECTIONS,
  /** Subscriptions that were told that they could not be continued. */
  UNRECOVERED,
  /** Messages that were sent. */
  PUBLISHED,
  /** Of these, the acknowledged ones. */
  ACKNOWLEDGED,
  /** Of these, the refused ones: nobody needs to get them. */
  REFUSED,
  /** Of these, the ones whose fate is unknown: whether they come does not matter. */
  UNCERTAIN,
  /** Messages that were due and not sent, because too many others waited for an answer. */
  UNSENT
}
