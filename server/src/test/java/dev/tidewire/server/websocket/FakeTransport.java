package dev.tidewire.server.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A socket in memory: the test decides what arrives and how much is taken. */
final class FakeTransport implements Transport {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final byte[] copy = new byte[Staging.CAPACITY];
  private ByteBuffer arrived = ByteBuffer.allocate(0);
  private boolean ended;
  private boolean broken;
  private boolean keepsWritten = true;
  private boolean flushes = true;
  private Runnable onPrefetch = () -> {};
  private Runnable onWrite = () -> {};
  private int room = Integer.MAX_VALUE;
  private boolean leavesNothing = true;
  private int descriptor = -1;

  int reads;
  int writes;
  boolean readsResumed;
  boolean writesResumed;
  boolean writesShut;
  boolean closed;

  void arrive(byte[] bytes) {
    ByteBuffer joined = ByteBuffer.allocate(arrived.remaining() + bytes.length);
    arrived = joined.put(arrived).put(bytes).flip();
  }

  void end() {
    ended = true;
  }

  void breakDown() {
    broken = true;
  }

  /** How many bytes it takes from now on. */
  void takeOnly(int bytes) {
    room = bytes;
  }

  void takeAll() {
    room = Integer.MAX_VALUE;
  }

  /** Runs something whenever it is fetched ahead. */
  void onPrefetch(Runnable action) {
    onPrefetch = action;
  }

  /** Runs something in each write. */
  void onWrite(Runnable action) {
    onWrite = action;
  }

  /** Like TLS with a record in hand. */
  void setFlushes(boolean flushes) {
    this.flushes = flushes;
  }

  /** Like TLS, where a read may leave a record behind that nothing tells of. */
  void leaveSomething() {
    leavesNothing = false;
  }

  /** A real socket that a batch may send to past this object. */
  void setDescriptor(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Counts what is written but keeps none of it. */
  void forgetWritten() {
    keepsWritten = false;
  }

  /** What was written since the last call, in hexadecimal. */
  String takeWritten() {
    String hex = HexFormat.of().formatHex(written.toByteArray());
    written.reset();
    return hex;
  }

  boolean hasUnread() {
    return arrived.hasRemaining() || ended || broken;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    reads++;
    if (broken) {
      throw new IOException("Connection reset by peer");
    }
    if (!arrived.hasRemaining()) {
      return ended ? -1 : 0;
    }
    int count = Math.min(target.remaining(), arrived.remaining());
    target.put(arrived.slice(arrived.position(), count));
    arrived.position(arrived.position() + count);
    return count;
  }

  @Override
  public boolean leavesNothing() {
    return leavesNothing;
  }

  @Override
  public int prefetch() {
    onPrefetch.run();
    return 0;
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    if (broken || closed) {
      throw new IOException("Broken pipe");
    }
    writes++;
    onWrite.run();
    int count = Math.min(source.remaining(), room);
    source.get(copy, 0, count);
    if (keepsWritten) {
      written.write(copy, 0, count);
    }
    if (room != Integer.MAX_VALUE) {
      room -= count;
    }
    return count;
  }

  @Override
  public boolean flush() {
    return flushes;
  }

  @Override
  public void suspendReads() {
    readsResumed = false;
  }

  @Override
  public void resumeReads() {
    readsResumed = true;
  }

  @Override
  public void suspendWrites() {
    writesResumed = false;
  }

  @Override
  public void resumeWrites() {
    writesResumed = true;
  }

  @Override
  public void shutdownWrites() {
    writesShut = true;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public SocketAddress peer() {
    return InetSocketAddress.createUnresolved("peer.example", 1);
  }
}
