package dev.tidewire.server.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SendRingTest {
  private static final int SENDS = 8;
  private static final int BYTES = 64 * 1024;

  private final SendRing ring = Rings.open(SENDS, BYTES);
  private final List<SocketPair> pairs = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    ring.close();
    for (SocketPair pair : pairs) {
      pair.close();
    }
  }

  @Test
  void sendsToManySocketsAtOnce() throws IOException {
    put("one two");
    for (int i = 0; i < SENDS; i++) {
      ring.add(pair().descriptor(), i % 2 == 0 ? 0 : 4, 3);
    }
    assertThat(ring.hasRoom()).isFalse();
    ring.submit();

    for (int i = 0; i < SENDS; i++) {
      assertThat(ring.result(i)).isEqualTo(3);
      assertThat(text(pairs.get(i), 3)).isEqualTo(i % 2 == 0 ? "one" : "two");
    }
    assertThat(ring.count()).isZero();
  }

  @Test
  void keepsTheOrderOfSendsToOneSocket() throws IOException {
    put("abc");
    SocketPair pair = pair();
    for (int round = 0; round < 3 * SENDS; round++) {
      for (int i = 0; i < 3; i++) {
        ring.add(pair.descriptor(), i, 1);
      }
      ring.submit();
    }
    assertThat(text(pair, 9 * SENDS)).isEqualTo("abc".repeat(3 * SENDS));
  }

  @Test
  void saysHowMuchASocketHadRoomFor() throws IOException {
    SocketPair small = SocketPair.open(4096);
    pairs.add(small);
    List<Integer> results = new ArrayList<>();
    do {
      ring.add(small.descriptor(), 0, BYTES);
      ring.add(pair().descriptor(), 0, 1);
      ring.submit();
      results.add(ring.result(0));
      assertThat(ring.result(1)).as("another socket").isEqualTo(1);
    } while (results.getLast() > 0);

    assertThat(results).as("a part").anyMatch(taken -> taken > 0 && taken < BYTES);
    int sent = results.stream().mapToInt(Integer::intValue).sum();
    assertThat(small.read(sent)).hasSize(sent);
    assertThat(small.isEmpty()).isTrue();
  }

  @Test
  void oneThatFailsKeepsNobodyBack() throws IOException {
    put("x");
    SocketPair gone = pair();
    gone.reset();
    ring.add(gone.descriptor(), 0, 1);
    ring.add(1_000_000, 0, 1);
    ring.add(pair().descriptor(), 0, 1);
    ring.submit();

    assertThat(ring.result(0)).as("a reset connection").isNegative();
    assertThat(ring.result(1)).as("no file at all").isNegative();
    assertThat(ring.result(2)).isEqualTo(1);
    assertThat(text(pairs.get(1), 1)).isEqualTo("x");
  }

  @Test
  void takesNoMoreThanItWasMadeFor() throws IOException {
    int socket = pair().descriptor();
    for (int i = 0; i < SENDS; i++) {
      ring.add(socket, 0, 1);
    }
    assertThatThrownBy(() -> ring.add(socket, 0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("There is room for 8 sends.");
  }

  @Test
  void whatTheKernelRefusesWasNotSent() throws IOException {
    SocketPair pair = pair();
    try (SendRing refusing = Rings.refusing(SENDS, BYTES)) {
      refusing.add(pair.descriptor(), 0, 1);
      assertThatThrownBy(refusing::submit)
          .isInstanceOf(IOException.class)
          .hasMessageMatching("io_uring_enter took 0 of 1 sends and gave -\\d+\\.");
      assertThat(refusing.result(0)).isZero();
    }
    assertThat(pair.isEmpty()).isTrue();
  }

  @Test
  void saysWhyItCannotBeOpened() {
    assertThatThrownBy(() -> SendRing.open(1 << 20, 1))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("io_uring_setup gave error 22: the kernel knows too little of it");
  }

  @Test
  void failsCleanlyOnceItIsClosed() throws IOException {
    int socket = pair().descriptor();
    SendRing closed = Rings.open(SENDS, BYTES);
    closed.close();
    assertThatThrownBy(() -> closed.add(socket, 0, 1)).isInstanceOf(IllegalStateException.class);
  }

  private SocketPair pair() throws IOException {
    SocketPair pair = SocketPair.open();
    pairs.add(pair);
    return pair;
  }

  private void put(String text) {
    ring.bytes().put(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(SocketPair pair, int count) throws IOException {
    return new String(pair.read(count), StandardCharsets.US_ASCII);
  }
}
