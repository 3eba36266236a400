package dev.tidewire.server.uring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An io_uring (io_uring(7)) that only sends. Sends to many sockets are lined up and go with one
 * system call. None of them waits: like send(2) with {@code MSG_DONTWAIT} each gives as many bytes
 * as its socket had room for, and all are done when {@link #submit} returns. Needs Linux 5.18, and
 * its permission: container runtimes forbid io_uring by default. For one thread at a time.
 *
 * <p>A socket is given as its file descriptor. That is a number, which another socket may get: who
 * lines up a send sees to it that the socket is not closed before it is submitted.
 */
public final class SendRing implements AutoCloseable {
  private final Arena arena;
  private final Kernel kernel;
  private final RingMemory memory;
  private final long address;
  private final ByteBuffer bytes;
  private final int[] results;
  private int count;

  private SendRing(Arena arena, int sends, int bytes, int flags) throws IOException {
    this.arena = arena;
    this.kernel = new Kernel();
    this.memory = RingMemory.open(kernel, arena, sends, flags);
    MemorySegment buffer = arena.allocate(bytes);
    this.address = buffer.address();
    this.bytes = buffer.asByteBuffer();
    this.results = new int[sends];
  }

  /**
   * Opens a ring.
   *
   * @param sends how many are lined up at most: a power of two to 4,096
   * @param bytes the size of {@link #bytes}
   * @throws IOException where there is no io_uring, or none for this process; with the reason
   */
  public static SendRing open(int sends, int bytes) throws IOException {
    return open(sends, bytes, RingMemory.SUBMIT_ALL);
  }

  /** The same with other flags of io_uring_setup(2). */
  @SuppressWarnings("MustBeClosedChecker") // the arena ends with the ring
  static SendRing open(int sends, int bytes, int flags) throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new IOException("Only Linux has it.");
    }
    Arena arena = Arena.ofShared();
    try {
      return new SendRing(arena, sends, bytes, flags);
    } catch (IOException | RuntimeException | LinkageError e) {
      arena.close();
      throw e instanceof IOException failure
          ? failure
          : new IOException("Java does not reach it here: " + e, e);
    }
  }

  /** What sends read from. Its content must stay until they are submitted. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** Sends that are lined up. */
  public int count() {
    return count;
  }

  /** Whether another one can be lined up. */
  public boolean hasRoom() {
    return count < results.length;
  }

  /**
   * Lines up a send.
   *
   * @param socket its file descriptor
   * @param offset where in {@link #bytes} it begins
   * @param length bytes, more than 0
   * @throws IllegalStateException when there is no room
   */
  public void add(int socket, int offset, int length) {
    if (!hasRoom()) {
      throw new IllegalStateException("There is room for %d sends.".formatted(results.length));
    }
    memory.add(socket, address + offset, length, count++);
  }

  /**
   * Has the kernel do all that is lined up, in this order; nothing is lined up afterwards. When it
   * refuses, {@link #result} still says what it did, and the ring is of no more use.
   *
   * @throws IOException when the kernel refuses
   */
  public void submit() throws IOException {
    int lined = count;
    count = 0;
    // What the kernel took and says nothing of has failed; nobody knows how far it came.
    Arrays.fill(results, 0, lined, -Kernel.ECANCELED);
    memory.publish();
    int taken = 0;
    while (taken < lined || memory.completed() < lined) {
      int more = kernel.enter(memory.file(), lined - taken, lined);
      if (more > 0) {
        taken += more;
      } else if (more != -Kernel.EINTR) {
        Arrays.fill(results, taken, lined, -Kernel.EAGAIN);
        memory.takeCompletions(results);
        throw new IOException(
            "io_uring_enter took %d of %d sends and gave %d.".formatted(taken, lined, more));
      }
    }
    memory.takeCompletions(results);
  }

  /**
   * What became of a send of the last {@link #submit}.
   *
   * @param index its place among them, from 0
   * @return the bytes that the socket took, 0 when it has no room, negative when it failed
   */
  public int result(int index) {
    int result = results[index];
    return result == -Kernel.EAGAIN ? 0 : result;
  }

  /** Gives everything back to the system. Without effect on the sockets. */
  @Override
  public void close() {
    arena.close();
  }
}
