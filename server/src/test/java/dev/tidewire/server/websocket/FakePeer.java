package dev.tidewire.server.websocket;

import java.time.Duration;
import java.util.HexFormat;

/** The other end of a connection of a {@link LoopHarness}. */
public final class FakePeer {
  private final LoopHarness harness;
  private final Connection connection;
  private final FakeTransport transport;

  FakePeer(LoopHarness harness, Connection connection, FakeTransport transport) {
    this.harness = harness;
    this.connection = connection;
    this.transport = transport;
  }

  public Connection connection() {
    return connection;
  }

  FakeTransport transport() {
    return transport;
  }

  /** Bytes arrive at the server, which does all that follows from them. */
  public void send(byte[] bytes) {
    transport.arrive(bytes);
    deliver();
  }

  /** As {@link #send(byte[])}, in hexadecimal; blanks mean nothing. */
  public void sendHex(String hex) {
    send(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  /** A masked text message arrives. */
  public void sendText(String text) {
    send(ClientFrames.text(text));
  }

  /** What the server wrote since the last call, in hexadecimal. */
  public String received() {
    harness.runUntilIdle();
    return transport.takeWritten();
  }

  /** The peer ends its half without a close frame. */
  public void vanish() {
    transport.end();
    deliver();
  }

  /** Each write takes so long of the loop's time. */
  public void slowDown(Duration write) {
    transport.onWrite(() -> harness.thread().pass(write.toNanos()));
  }

  /** The socket takes this many bytes, and no more until the next call. */
  public void take(int bytes) {
    transport.takeOnly(bytes);
    becomeWritable();
  }

  /** The socket takes everything again. */
  public void takeAll() {
    transport.takeAll();
    becomeWritable();
  }

  public boolean isCut() {
    return transport.closed;
  }

  /** What an event loop does while the socket can be read. */
  void deliver() {
    do {
      if (transport.readsResumed && transport.hasUnread() && !transport.closed) {
        connection.readReady();
      }
      harness.runUntilIdle();
    } while (transport.readsResumed && transport.hasUnread() && !transport.closed);
  }

  private void becomeWritable() {
    if (transport.writesResumed) {
      connection.writeReady();
    }
    harness.runUntilIdle();
  }
}
