package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The C library of the tests' own process. */
@SuppressWarnings("restricted")
class NativeMemoryTest {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final long CHUNK = 16 << 10;
  private static final long ALL = 96 << 20;

  @Test
  void goesBackWithTheHeapOnceItIsFree() throws Throwable {
    assumeTrue(LINKER.defaultLookup().find("malloc_trim").isPresent(), "The C library is glibc.");
    MethodHandle malloc =
        function("malloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    MethodHandle free = function("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
    List<MemorySegment> chunks = new ArrayList<>();
    while (chunks.size() * CHUNK < ALL) {
      MemorySegment chunk = (MemorySegment) malloc.invokeExact(CHUNK);
      chunks.add(chunk.reinterpret(CHUNK).fill((byte) 1));
    }
    // What lies at the end stays in use: a library gives back an end by itself.
    MemorySegment last = chunks.removeLast();
    for (MemorySegment chunk : chunks) {
      free.invokeExact(chunk);
    }

    long before = resident();
    new HotSpotHeap().giveBack();

    assertThat(before - resident()).isGreaterThan(ALL / 2);
    free.invokeExact(last);
  }

  private static MethodHandle function(String name, FunctionDescriptor signature) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature);
  }

  /** Bytes of this process that lie in memory (proc_pid_statm(5)). */
  private static long resident() throws IOException {
    String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
    return Long.parseLong(pages[1]) * 4096;
  }
}
