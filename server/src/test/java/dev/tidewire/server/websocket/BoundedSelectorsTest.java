package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BoundedSelectorsTest {
  private static final int MORE = BoundedSelectors.LIMIT + 100;

  private final List<Pipe> pipes = new ArrayList<>();
  private Selector selector;

  @BeforeEach
  void open() throws IOException {
    selector = new BoundedSelectors().openSelector();
  }

  @AfterEach
  void close() throws IOException {
    selector.close();
    for (Pipe pipe : pipes) {
      pipe.sink().close();
      pipe.source().close();
    }
  }

  @Test
  void whatFindsNoRoomComesWithLaterSelections() throws IOException {
    for (int i = 0; i < MORE; i++) {
      addReadable();
    }
    // As XNIO does it while it closes sockets: it selects again before it has emptied the set.
    for (int i = 0; i < 10; i++) {
      selector.selectNow();
    }
    assertThat(selector.selectedKeys()).hasSize(BoundedSelectors.LIMIT);

    Set<SelectionKey> seen = new HashSet<>();
    for (int i = 0; i < 100 && seen.size() < MORE; i++) {
      serve(seen);
      selector.selectNow();
    }
    assertThat(seen).hasSize(MORE);
    assertThat(selector.selectNow()).isZero();
  }

  @Test
  void keepsASocketsReadinessTogether() throws IOException {
    SelectionKey key = addReadable();
    selector.selectNow();
    selector.selectNow();
    assertThat(selector.selectedKeys()).containsExactly(key);
    assertThat(key.isReadable()).isTrue();

    key.cancel();
    selector.selectNow();
    assertThat(selector.selectedKeys()).isEmpty();
  }

  private SelectionKey addReadable() throws IOException {
    Pipe pipe = selector.provider().openPipe();
    pipes.add(pipe);
    pipe.source().configureBlocking(false);
    pipe.sink().write(ByteBuffer.allocate(1));
    return pipe.source().register(selector, SelectionKey.OP_READ);
  }

  private void serve(Set<SelectionKey> seen) throws IOException {
    for (SelectionKey key : selector.selectedKeys()) {
      ((Pipe.SourceChannel) key.channel()).read(ByteBuffer.allocate(1));
      seen.add(key);
    }
    selector.selectedKeys().clear();
  }
}
