package dev.tidewire.server.history;

import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import java.util.List;

/**
 * What a subscriber's {@link CatchUp} asks of its owner: first send these messages, then do that.
 *
 * @param deliver in order; each follows what was delivered before
 */
public record Step(List<Message> deliver, Next next) {
  static final Step LIVE = new Step(List.of(), new Next.Live());
  static final Step WAIT = new Step(List.of(), new Next.Wait());

  /** What to do after the messages of a step are sent. */
  public sealed interface Next {
    /**
     * Read what follows {@code after}, now or when the subscriber has room, and hand the page to
     * {@link CatchUp#page}. A read that fails is repeated.
     */
    record Read(Position after) implements Next {}

    /** Nothing: the subscriber has all there is, messages pass as they come. */
    record Live() implements Next {}

    /** Nothing: a read is awaited, or {@link CatchUp#proceed}. */
    record Wait() implements Next {}

    /**
     * Tell the subscriber that what lies between the last delivered message and {@code at} is lost
     * to it, then call {@link CatchUp#proceed}.
     */
    record Lost(Position at) implements Next {}
  }
}
