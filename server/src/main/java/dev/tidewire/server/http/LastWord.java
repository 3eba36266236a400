package dev.tidewire.server.http;

import dev.tidewire.server.websocket.Loop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * An answer after which a socket is closed. What the peer still sends is read and forgotten for a
 * little: closing over unread bytes resets the socket, and the peer may lose the answer (RFC 9112
 * section 9.6). Confined to the loop.
 */
final class LastWord implements ChannelListener<ConduitStreamSourceChannel> {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** A header that is too large by far is cut off all the same. */
  private static final int MAX_FORGOTTEN_BYTES = 256 * 1024;

  private static final int READ_BYTES = 4 * 1024;

  private final StreamConnection socket;
  private final Loop loop;
  private int forgotten;

  LastWord(StreamConnection socket, Loop loop) {
    this.socket = socket;
    this.loop = loop;
  }

  /** Sends the answer, which fits into an empty socket, and closes. */
  void say(ByteBuffer answer) {
    try {
      socket.getSinkChannel().write(answer);
      socket.getSinkChannel().shutdownWrites();
      socket.getSinkChannel().flush();
    } catch (IOException e) {
      // The peer is gone, and there is nobody to tell.
      close();
      return;
    }
    loop.schedule(PATIENCE, this::close);
    ConduitStreamSourceChannel source = socket.getSourceChannel();
    source.setReadListener(this);
    source.wakeupReads();
  }

  @Override
  public void handleEvent(ConduitStreamSourceChannel source) {
    ByteBuffer read = ByteBuffer.allocate(READ_BYTES);
    try {
      int count = source.read(read);
      while (count > 0 && forgotten < MAX_FORGOTTEN_BYTES) {
        forgotten += count;
        count = source.read(read.clear());
      }
      if (count != 0) {
        close();
      }
    } catch (IOException e) {
      // The peer is gone, which was waited for.
      close();
    }
  }

  private void close() {
    IoUtils.safeClose(socket);
  }
}
