package dev.tidewire.server.checker;

/** What a history can break. */
public enum Rule {
  /** What is delivered was published, into that channel, and not refused. */
  PHANTOM,
  /** In an epoch each offset has one message and each message one offset, for all who look. */
  MISMATCH,
  /** Offsets follow one another without a hole, except where a reset was announced. */
  HOLE,
  /** Nothing comes twice. */
  DUPLICATE,
  /** A message of another epoch comes only after the change was announced. */
  EPOCH_MIX,
  /** What was acknowledged is where all subscribers stand in the end, or before. */
  LOST,
  /** What a publisher sent after an acknowledgement comes later in the channel. */
  ORDER,
  /** {@code recovered: true} means that everything since then comes. */
  FALSE_RECOVERY,
  /** Nothing of a channel comes to somebody who is not subscribed or not allowed any more. */
  AFTER_THE_END,
  /** Another tenant's channel is never seen. */
  FORBIDDEN,
  /** When all is at rest, all who are subscribed stand at the same position. */
  DIVERGENCE,
  /** There are no more resets, losses and late messages than the run allows. */
  LIMIT,
  /** A run in which little happened proves little. */
  VACUOUS,
  /** A log contradicts itself, so that nothing it says can be relied on. */
  BROKEN_LOG
}
