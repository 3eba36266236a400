package dev.tidewire.server.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The frames that one connection has yet to write, as references to shared frames. One frame costs
 * a field; a ring is there only once there were more. Confined to the loop.
 */
final class OutboundQueue {
  private static final int SMALLEST_RING = 4;

  /** A ring up to this size is kept while the queue is empty, until {@link #trim}. */
  private static final int LARGEST_KEPT_RING = 16;

  private @Nullable Frame head;

  /** Bytes of the head that have been written. */
  private int headWritten;

  /** The frames behind the head; its length is a power of two. */
  private @Nullable Frame @Nullable [] ring;

  private int ringStart;
  private int ringCount;

  /** The newest pong that no write has been tried for; not yet between the frames. */
  private @Nullable Frame pong;

  private int bytes;

  /** Bytes that wait, all frames together. */
  int bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return bytes == 0;
  }

  void add(Frame frame) {
    bytes += frame.size();
    if (head == null) {
      head = frame;
    } else {
      append(frame);
    }
  }

  /** A pong goes before what waits. It replaces one that waits (RFC 6455 section 5.5.3). */
  void addPong(Frame frame) {
    if (pong != null) {
      bytes -= pong.size();
    }
    pong = frame;
    bytes += frame.size();
  }

  /** The only frame that waits, when nothing of it has been written; null otherwise. */
  @Nullable Frame only() {
    return ringCount == 0 && headWritten == 0 && pong == null ? head : null;
  }

  /** Appends the bytes to be written next, as many as there is room for. Removes nothing. */
  void copyTo(ByteBuffer target) {
    placePong();
    if (head == null) {
      return;
    }
    copy(head, headWritten, target);
    for (int i = 0; i < ringCount && target.hasRemaining(); i++) {
      copy(at(i), 0, target);
    }
  }

  /** So many bytes have been written. Gives how many messages were finished by them. */
  int written(int count) {
    bytes -= count;
    int messages = 0;
    int left = count;
    while (head != null && left >= head.size() - headWritten) {
      left -= head.size() - headWritten;
      messages += head.messages();
      headWritten = 0;
      head = removeFirst();
    }
    headWritten += left;
    return messages;
  }

  /** Drops everything but the rest of a frame whose beginning has been written. */
  void dropUnbegun() {
    Frame begun = headWritten > 0 ? head : null;
    bytes = begun == null ? 0 : begun.size() - headWritten;
    head = begun;
    ring = null;
    ringCount = 0;
    pong = null;
  }

  /** Gives up what an empty queue need not hold. */
  void trim() {
    if (ringCount == 0) {
      ring = null;
    }
  }

  private void placePong() {
    Frame placed = pong;
    if (placed == null) {
      return;
    }
    pong = null;
    if (head == null) {
      head = placed;
    } else if (headWritten == 0) {
      prepend(head);
      head = placed;
    } else {
      prepend(placed);
    }
  }

  private Frame at(int i) {
    if (ring == null) {
      throw new IllegalStateException("there is no ring");
    }
    Frame frame = ring[(ringStart + i) & (ring.length - 1)];
    if (frame == null) {
      throw new IllegalStateException("the ring has a hole");
    }
    return frame;
  }

  private void append(Frame frame) {
    @Nullable Frame[] frames = withRoom();
    frames[(ringStart + ringCount) & (frames.length - 1)] = frame;
    ringCount++;
  }

  private void prepend(Frame frame) {
    @Nullable Frame[] frames = withRoom();
    ringStart = (ringStart - 1) & (frames.length - 1);
    frames[ringStart] = frame;
    ringCount++;
  }

  private @Nullable Frame removeFirst() {
    if (ringCount == 0) {
      if (ring != null && ring.length > LARGEST_KEPT_RING) {
        ring = null;
      }
      return null;
    }
    Frame first = at(0);
    if (ring != null) {
      ring[ringStart] = null;
      ringStart = (ringStart + 1) & (ring.length - 1);
    }
    ringCount--;
    return first;
  }

  private @Nullable Frame[] withRoom() {
    @Nullable Frame[] frames = ring;
    if (frames == null) {
      frames = new @Nullable Frame[SMALLEST_RING];
      ringStart = 0;
    } else if (ringCount == frames.length) {
      @Nullable Frame[] larger = Arrays.copyOfRange(frames, ringStart, ringStart + 2 * ringCount);
      System.arraycopy(frames, 0, larger, frames.length - ringStart, ringStart);
      frames = larger;
      ringStart = 0;
    }
    ring = frames;
    return frames;
  }

  private static void copy(Frame frame, int from, ByteBuffer target) {
    frame.copyTo(target, from, Math.min(frame.size() - from, target.remaining()));
  }
}
