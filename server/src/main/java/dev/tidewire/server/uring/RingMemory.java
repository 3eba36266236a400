package dev.tidewire.server.uring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a ring shares with the kernel: entries of sends to be submitted, and completions. Offsets
 * are those of {@code linux/io_uring.h}. An index grows without bound; its place is the lowest bits
 * of it. For one thread at a time.
 */
final class RingMemory {
  // struct io_uring_params
  private static final int PARAMETERS = 120;
  private static final int SUBMISSION_COUNT = 0;
  private static final int COMPLETION_COUNT = 4;
  private static final int FLAGS = 8;
  private static final int SUBMISSIONS = 40;
  private static final int COMPLETIONS = 80;

  // struct io_sqring_offsets and struct io_cqring_offsets
  private static final int HEAD = 0;
  private static final int TAIL = 4;
  private static final int MASK = 8;
  private static final int SUBMISSION_ARRAY = 24;
  private static final int COMPLETION_ARRAY = 20;

  /** A send that is malformed does not keep those behind it back (since Linux 5.18). */
  static final int SUBMIT_ALL = 1 << 7;

  private static final long RINGS = 0;
  private static final long ENTRIES = 0x1000_0000;

  // struct io_uring_sqe
  private static final int ENTRY = 64;
  private static final int ENTRY_FILE = 4;
  private static final int ENTRY_ADDRESS = 16;
  private static final int ENTRY_LENGTH = 24;
  private static final int ENTRY_FLAGS = 28;
  private static final int ENTRY_TAG = 32;
  private static final byte OP_SEND = 26;
  private static final int MSG_DONTWAIT_NOSIGNAL = 0x4040;

  // struct io_uring_cqe
  private static final int COMPLETION = 16;
  private static final int COMPLETION_RESULT = 8;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final int file;
  private final MemorySegment rings;
  private final MemorySegment entries;
  private final long submissionTail;
  private final int submissionMask;
  private final long completionHead;
  private final long completionTail;
  private final int completionMask;
  private final long completions;
  private int tail;

  private RingMemory(
      int file, MemorySegment parameters, MemorySegment rings, MemorySegment entries) {
    this.file = file;
    this.rings = rings;
    this.entries = entries;
    submissionTail = parameters.get(INT, SUBMISSIONS + TAIL);
    submissionMask = rings.get(INT, parameters.get(INT, SUBMISSIONS + MASK));
    completionHead = parameters.get(INT, COMPLETIONS + HEAD);
    completionTail = parameters.get(INT, COMPLETIONS + TAIL);
    completionMask = rings.get(INT, parameters.get(INT, COMPLETIONS + MASK));
    completions = parameters.get(INT, COMPLETIONS + COMPLETION_ARRAY);
    prepare(parameters.get(INT, SUBMISSIONS + SUBMISSION_ARRAY));
  }

  /** Every entry is a send, and has its own number in the array of what is submitted. */
  private void prepare(long array) {
    for (int i = 0; i <= submissionMask; i++) {
      rings.set(INT, array + (long) i * Integer.BYTES, i);
      entries.set(ValueLayout.JAVA_BYTE, (long) i * ENTRY, OP_SEND);
      entries.set(INT, (long) i * ENTRY + ENTRY_FLAGS, MSG_DONTWAIT_NOSIGNAL);
    }
  }

  /**
   * Opens a ring, which is closed with the arena.
   *
   * @param count entries, a power of two
   * @param flags of io_uring_setup(2)
   * @throws IOException when the kernel has none, or none for this process
   */
  @SuppressWarnings("restricted") // the manifest of the jar allows it
  static RingMemory open(Kernel kernel, Arena arena, int count, int flags) throws IOException {
    MemorySegment parameters = arena.allocate(PARAMETERS, Long.BYTES);
    parameters.set(INT, FLAGS, flags);
    int file = kernel.setup(count, parameters);
    if (file < 0) {
      throw new IOException("io_uring_setup gave error %d: %s.".formatted(-file, meaning(-file)));
    }
    MemorySegment closed = parameters.reinterpret(arena, _ -> kernel.close(file));
    long array = closed.get(INT, SUBMISSIONS + SUBMISSION_ARRAY);
    long results = closed.get(INT, COMPLETIONS + COMPLETION_ARRAY);
    long length =
        Math.max(
            array + (long) closed.get(INT, SUBMISSION_COUNT) * Integer.BYTES,
            results + (long) closed.get(INT, COMPLETION_COUNT) * COMPLETION);
    MemorySegment rings = map(kernel, arena, file, length, RINGS);
    MemorySegment entries =
        map(kernel, arena, file, (long) closed.get(INT, SUBMISSION_COUNT) * ENTRY, ENTRIES);
    return new RingMemory(file, closed, rings, entries);
  }

  private static String meaning(int error) {
    return switch (error) {
      case Kernel.EPERM -> "this process may have none, by sysctl or seccomp";
      case Kernel.ENOSYS -> "the kernel has none, or a seccomp profile says so";
      case Kernel.EINVAL -> "the kernel knows too little of it, Linux 5.18 is needed";
      default -> "see errno(3)";
    };
  }

  @SuppressWarnings("restricted") // the manifest of the jar allows it
  private static MemorySegment map(Kernel kernel, Arena arena, int file, long length, long offset)
      throws IOException {
    long address = kernel.map(file, length, offset);
    if (address < 0) {
      throw new IOException("mmap of an io_uring gave error %d.".formatted(-address));
    }
    return MemorySegment.ofAddress(address)
        .reinterpret(length, arena, _ -> kernel.unmap(address, length));
  }

  /** The file descriptor of the ring. */
  int file() {
    return file;
  }

  /** Lines up a send behind the others. */
  void add(int socket, long address, int length, int tag) {
    long entry = (long) (tail & submissionMask) * ENTRY;
    entries.set(INT, entry + ENTRY_FILE, socket);
    entries.set(LONG, entry + ENTRY_ADDRESS, address);
    entries.set(INT, entry + ENTRY_LENGTH, length);
    entries.set(LONG, entry + ENTRY_TAG, tag);
    tail++;
  }

  /** Shows the kernel all that is lined up. */
  void publish() {
    INT.varHandle().setRelease(rings, submissionTail, tail);
  }

  /** Completions that lie there. */
  int completed() {
    int end = (int) INT.varHandle().getAcquire(rings, completionTail);
    return end - rings.get(INT, completionHead);
  }

  /** Takes all completions: the result of each is put where its tag says. */
  void takeCompletions(int[] results) {
    int end = (int) INT.varHandle().getAcquire(rings, completionTail);
    int head = rings.get(INT, completionHead);
    while (head != end) {
      long completion = completions + (long) (head & completionMask) * COMPLETION;
      results[(int) rings.get(LONG, completion)] = rings.get(INT, completion + COMPLETION_RESULT);
      head++;
    }
    INT.varHandle().setRelease(rings, completionHead, head);
  }
}
