package dev.tidewire.server.uring;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls of a ring, through the C library and Java's foreign functions. What fails gives
 * an error number, negative, as the kernel itself does. For one thread at a time.
 */
final class Kernel {
  /** Error numbers, the same on every machine that Java runs on under Linux. */
  static final int EPERM = 1;

  static final int EINTR = 4;

  static final int EAGAIN = 11;

  static final int EINVAL = 22;
  static final int ENOSYS = 38;
  static final int ECANCELED = 125;

  /** The numbers of these calls, too, are the same on every machine (io_uring_setup(2)). */
  private static final long SETUP = 425;

  private static final long ENTER = 426;

  private static final long WAIT_FOR_COMPLETIONS = 1;
  private static final int READ_AND_WRITE = 3;
  private static final int SHARED_AND_POPULATED = 0x8001;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERROR = Linker.Option.captureCallState("errno");
  private static final VarHandle ERROR_NUMBER =
      Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));
  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG;

  private static final MethodHandle SYSCALL =
      function(
          "syscall",
          FunctionDescriptor.of(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER),
          ERROR,
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle MMAP =
      function(
          "mmap",
          FunctionDescriptor.of(
              NUMBER,
              NUMBER,
              NUMBER,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              NUMBER),
          ERROR);
  private static final MethodHandle MUNMAP =
      function("munmap", FunctionDescriptor.of(ValueLayout.JAVA_INT, NUMBER, NUMBER), ERROR);
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), ERROR);

  /** Where the C library's errno of the last call is put. */
  private final MemorySegment errno = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

  /** io_uring_setup(2): the file descriptor of a new ring. */
  int setup(int entries, MemorySegment parameters) {
    return (int) call(SETUP, entries, parameters.address(), 0, 0);
  }

  /**
   * io_uring_enter(2): hands over what was lined up, and waits until so many completions lie there.
   * How many the kernel took.
   */
  int enter(int ring, int submissions, int completions) {
    return (int) call(ENTER, ring, submissions, completions, WAIT_FOR_COMPLETIONS);
  }

  /** mmap(2) of a part of a ring: its address. */
  long map(int ring, long length, long offset) {
    try {
      long address =
          (long)
              MMAP.invokeExact(
                  errno, 0L, length, READ_AND_WRITE, SHARED_AND_POPULATED, ring, offset);
      return address == -1 ? -error() : address;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void unmap(long address, long length) {
    try {
      int _ = (int) MUNMAP.invokeExact(errno, address, length);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void close(int file) {
    try {
      int _ = (int) CLOSE.invokeExact(errno, file);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private long call(long number, long first, long second, long third, long fourth) {
    try {
      long result = (long) SYSCALL.invokeExact(errno, number, first, second, third, fourth, 0L, 0L);
      return result == -1 ? -error() : result;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private int error() {
    return (int) ERROR_NUMBER.get(errno, 0L);
  }

  @SuppressWarnings("restricted") // the manifest of the jar allows it
  private static MethodHandle function(
      String name, FunctionDescriptor signature, Linker.Option... options) {
    SymbolLookup library = LINKER.defaultLookup();
    return LINKER.downcallHandle(library.findOrThrow(name), signature, options);
  }

  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("A call of the C library failed in Java.", e);
  }
}
