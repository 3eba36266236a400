package dev.tidewire.server.http;

import dev.tidewire.server.websocket.Loop;
import dev.tidewire.server.websocket.Timer;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * A socket whose first request is on its way: from the accept to the end of the header, or to its
 * failure. Confined to the loop.
 *
 * <p>Almost always the header comes in one piece, and goes on in the buffer that it was read into.
 * Only what comes in several is kept here, never more than the limit.
 */
final class FirstHeader implements ChannelListener<ConduitStreamSourceChannel> {
  private static final byte[] NOTHING = {};

  private final RequestListener listener;
  private final StreamConnection socket;
  private final Loop loop;
  private final HeaderEnd end = new HeaderEnd();

  /** The header so far, if some of it has been waited for; longer than that. */
  private byte[] kept = NOTHING;

  private int keptLength;
  private boolean over;
  private @Nullable Timer deadline;

  FirstHeader(RequestListener listener, StreamConnection socket, Loop loop) {
    this.listener = listener;
    this.socket = socket;
    this.loop = loop;
  }

  /** Reads what is there already, and waits for the rest. */
  void begin() {
    ConduitStreamSourceChannel source = socket.getSourceChannel();
    handleEvent(source);
    if (!over) {
      deadline = loop.schedule(listener.limits().headerTimeout(), this::late);
      source.setReadListener(this);
      source.resumeReads();
    }
  }

  @Override
  public void handleEvent(ConduitStreamSourceChannel source) {
    while (!over) {
      PooledByteBuffer piece = listener.buffers().allocate();
      int count = read(source, piece.getBuffer());
      if (count > 0) {
        piece.getBuffer().flip();
        take(piece);
        continue;
      }
      piece.close();
      if (count < 0) {
        fail(end.length() == 0 ? HeaderFailure.UNUSED : HeaderFailure.GAVE_UP);
      }
      return;
    }
  }

  /** A socket that was reset has ended like any other. */
  private static int read(ConduitStreamSourceChannel source, ByteBuffer target) {
    try {
      return source.read(target);
    } catch (IOException e) {
      return -1;
    }
  }

  private void take(PooledByteBuffer piece) {
    HeaderEnd.Found found = end.scan(piece.getBuffer());
    if (found == HeaderEnd.Found.MALFORMED) {
      piece.close();
      fail(HeaderFailure.MALFORMED);
    } else if (end.length() > listener.limits().maxHeaderBytes()) {
      piece.close();
      fail(HeaderFailure.TOO_LARGE);
    } else if (found == HeaderEnd.Found.NOT_YET) {
      keep(piece);
    } else if (keptLength == 0) {
      finish();
      listener.accept(socket, piece, end.length());
    } else {
      keep(piece);
      finish();
      ByteBuffer whole = ByteBuffer.wrap(kept, 0, keptLength);
      listener.accept(socket, new ImmediatePooledByteBuffer(whole), end.length());
    }
  }

  private void keep(PooledByteBuffer piece) {
    int length = piece.getBuffer().remaining();
    if (keptLength + length > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(keptLength + length, 2 * kept.length));
    }
    piece.getBuffer().get(kept, keptLength, length);
    keptLength += length;
    piece.close();
  }

  private void late() {
    fail(end.length() == 0 ? HeaderFailure.SILENT : HeaderFailure.TOO_SLOW);
  }

  private void fail(HeaderFailure why) {
    finish();
    listener.failed(why);
    ByteBuffer answer = why.answer();
    if (answer.hasRemaining()) {
      new LastWord(socket, loop).say(answer);
    } else {
      IoUtils.safeClose(socket);
    }
  }

  private void finish() {
    over = true;
    if (deadline != null) {
      deadline.cancel();
    }
  }
}
