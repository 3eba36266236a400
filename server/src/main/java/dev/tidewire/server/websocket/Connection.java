package dev.tidewire.server.websocket;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Function;

/**
 * One WebSocket connection, confined to its loop. It is open until a side begins to close it: after
 * {@link #close} messages are neither sent nor received, and the socket lives on only for the close
 * handshake. {@link ConnectionHandler#onClosed} is the end; it is never called from inside a method
 * of this class.
 */
public final class Connection {
  private final Connections owner;
  private final Loop loop;
  private final Transport transport;
  private final Compression compression;
  private final Dispatcher dispatcher;
  private final CloseHandshake ending = new CloseHandshake();
  private final Liveness liveness;
  private final Outbound outbound;
  private final Inbound inbound;

  /** The paces at which it waits to be flushed. */
  private int awaited;

  private boolean writesFinished;

  /** Whether the socket was cut before the close handshake was done. */
  private boolean cutShort;

  Connection(Connections owner, Loop loop, Transport transport, Compression compression) {
    ConnectionOptions options = owner.options();
    this.owner = owner;
    this.loop = loop;
    this.transport = transport;
    this.compression = compression;
    this.dispatcher = new Dispatcher(this, options);
    this.liveness = new Liveness(this, loop, options);
    this.outbound = new Outbound(transport, loop, liveness, options.maxQueuedBytes());
    this.inbound = new Inbound(this, transport, loop, options, compression, dispatcher);
  }

  /** The loop that owns it. */
  public Loop loop() {
    return loop;
  }

  /** The address that the socket came from. */
  public SocketAddress peer() {
    return transport.peer();
  }

  /** Whether messages can still be sent and received. */
  public boolean isOpen() {
    return ending.isOpen();
  }

  /** Queues a frame at the usual pace. */
  public void send(Frame frame) {
    send(frame, Pace.GATHERED);
  }

  /**
   * Queues a frame, or its compressed twin when that was agreed on and is worth it. Without effect
   * when the connection is not open. When the queue would grow over its bound and the socket takes
   * nothing, what has not begun to be written is dropped and the connection is closed as a slow
   * consumer.
   */
  public void send(Frame frame, Pace pace) {
    if (enqueue(frame)) {
      awaitFlush(pace);
    }
  }

  /**
   * Begins the close handshake behind what is queued; the socket is cut when it is done or its
   * deadline passes. Without effect when it has begun already. No message is received after it.
   *
   * @param code a code that may stand in a close frame: 1000 to 1003, 1007 to 1014, 3000 to 4999
   * @param reason at most 123 bytes of UTF-8
   * @throws IllegalArgumentException when they can not stand in a close frame
   */
  public void close(int code, String reason) {
    close(new CloseStatus(code, reason, CloseCause.SERVER_CLOSED));
  }

  /** Cuts the socket now. Without effect when that has happened. */
  public void terminate() {
    if (!ending.isClosed()) {
      cutShort = true;
      cut(new CloseStatus(CloseCodes.ABNORMAL, "", CloseCause.SERVER_TERMINATED));
    }
  }

  /** Whether we cut the socket: at once, or because a close handshake took too long. */
  public boolean wasCut() {
    return cutShort;
  }

  /** Bytes that wait to be written. */
  public long queuedBytes() {
    return outbound.bytes();
  }

  /** Stops reading, also inside a call of the handler: what has been read already is kept. */
  public void suspendReads() {
    if (ending.isOpen()) {
      inbound.suspend();
    }
  }

  /** Reads again from a later tick on. What was kept is decoded first. */
  public void resumeReads() {
    inbound.resume();
  }

  /** Begins: the handler may send at once, reading starts when it is there. */
  void start(Function<Connection, ConnectionHandler> endpoint) {
    liveness.start();
    open(endpoint);
  }

  /** Begins behind bytes that no frame may overtake: they are written at once. */
  void startWith(Frame preface, Function<Connection, ConnectionHandler> endpoint) {
    liveness.start();
    outbound.add(preface);
    write();
    if (!ending.isClosed()) {
      open(endpoint);
    }
  }

  private void open(Function<Connection, ConnectionHandler> endpoint) {
    dispatcher.open(endpoint);
    if (!ending.isClosed()) {
      inbound.start();
    }
  }

  boolean isClosed() {
    return ending.isClosed();
  }

  boolean isReading() {
    return ending.isReading();
  }

  void readReady() {
    if (!ending.isClosed()) {
      inbound.readReady();
    }
  }

  void writeReady() {
    if (!ending.isClosed()) {
      write();
    }
  }

  /** What {@link Transport#prefetch} does, for a whole {@link #flush}. */
  int prefetch() {
    return (ending.isOpen() ? 1 : 0) + outbound.prefetch();
  }

  /**
   * The loop's flush of those that wait at this pace. With its batch, if that takes it: then {@link
   * #wasSent} follows, and nothing else is done with this connection before.
   */
  void flush(Pace pace) {
    awaited &= ~pace.bit();
    if (ending.isClosed() || outbound.isStalled()) {
      return;
    }
    SendBatch batch = loop.batch();
    if (!ending.isOpen() || !outbound.join(batch, this)) {
      // A write may call the handler, which may send to others: none may be half sent.
      batch.send();
      write();
    }
  }

  /**
   * The kernel has done the send of a batch. Calls nobody.
   *
   * @param result the bytes that the socket took, negative when it failed
   * @return false when {@link #afterPartialSend} must follow
   */
  boolean wasSent(int result) {
    return result >= 0 && outbound.wasSent(result);
  }

  /** The socket took less than all of a batch's send, or failed. */
  void afterPartialSend(int result) {
    if (ending.isClosed()) {
      return;
    }
    if (result < 0) {
      peerVanished();
    } else {
      write();
    }
  }

  /** The peer sent so many bytes. */
  void heard(int count) {
    liveness.heard();
    loop.traffic().read(count);
  }

  /** The peer's half ended. It may still read, so it gets what is queued as far as it takes it. */
  void peerEnded() {
    if (!outbound.isStalled()) {
      write();
    }
    if (!ending.isClosed()) {
      peerVanished();
    }
  }

  /** The socket failed. */
  void peerVanished() {
    cut(new CloseStatus(CloseCodes.ABNORMAL, "", CloseCause.PEER_VANISHED));
  }

  /** The peer broke a rule: nothing that it sends can be understood any more. */
  void violated(ProtocolViolation violation) {
    owner.metrics().protocolError(violation.code());
    fail(new CloseStatus(violation.code(), violation.reason(), CloseCause.PROTOCOL_ERROR));
  }

  /** The peer sent more control frames than it may. */
  void flooded() {
    owner.metrics().controlFlood();
    fail(
        new CloseStatus(
            CloseCodes.POLICY_VIOLATION, "too many control frames", CloseCause.CONTROL_FLOOD));
  }

  void handlerFailed() {
    fail(new CloseStatus(CloseCodes.INTERNAL_ERROR, "internal error", CloseCause.HANDLER_FAILED));
  }

  void pinged(Frame pong) {
    owner.metrics().pinged();
    outbound.addPong(pong);
    awaitFlush(Pace.GATHERED);
  }

  void heartbeat() {
    outbound.trim();
    if (!outbound.isStalled()) {
      owner.metrics().heartbeat();
      send(owner.options().heartbeatFrame());
    }
  }

  /**
   * Whether a peer that seems silent is not: we do not read, or what it sent waits in the socket
   * because the whole process was held up.
   */
  boolean hasSignOfLife() {
    if (inbound.isSuspended()) {
      liveness.heard();
      return true;
    }
    return inbound.readOnce() > 0;
  }

  void silent() {
    if (!ending.isClosed()) {
      cut(new CloseStatus(CloseCodes.ABNORMAL, "", CloseCause.PEER_SILENT));
    }
  }

  /** The queue made no progress for too long. */
  void stuck() {
    owner.metrics().queueStalled();
    closeSlowConsumer();
  }

  void closeTimedOut() {
    cutShort = true;
    owner.metrics().closeTimedOut();
    cut(ending.status());
  }

  private void close(CloseStatus status) {
    Frame frame = new ClosePayload(status.code(), status.reason()).toFrame();
    if (ending.isOpen()) {
      beginEnding(CloseHandshake.Phase.AWAITING_PEER, status, frame);
      // The peer's answer must be read, also when messages were not wanted.
      inbound.resume();
    }
  }

  private void fail(CloseStatus status) {
    if (ending.isOpen()) {
      outbound.dropUnbegun();
      Frame frame = new ClosePayload(status.code(), status.reason()).toFrame();
      beginEnding(CloseHandshake.Phase.FAILING, status, frame);
    } else if (ending.isReading()) {
      ending.advance(CloseHandshake.Phase.FAILING, status);
      awaitFlush(Pace.GATHERED);
    }
  }

  private void beginEnding(CloseHandshake.Phase phase, CloseStatus status, Frame frame) {
    ending.advance(phase, status);
    outbound.add(frame);
    liveness.closing();
    awaitFlush(Pace.GATHERED);
  }

  /** The peer sent its close frame, of its own accord or as the answer to ours. */
  void peerClosed(ClosePayload payload) {
    CloseStatus status = new CloseStatus(payload.code(), payload.reason(), CloseCause.PEER_CLOSED);
    if (ending.isOpen()) {
      // The code is echoed, its text is not.
      Frame answer = new ClosePayload(payload.code(), "").toFrame();
      beginEnding(CloseHandshake.Phase.ANSWERING, status, answer);
    } else if (outbound.isDrained()) {
      cut(ending.status());
    } else {
      ending.advance(CloseHandshake.Phase.ANSWERING, status);
    }
  }

  private boolean enqueue(Frame message) {
    if (!ending.isOpen()) {
      return false;
    }
    Frame frame = compression == Compression.NONE ? message : deflated(message);
    if (!outbound.hasRoomFor(frame) && !makeRoomFor(frame)) {
      return false;
    }
    outbound.add(frame);
    return true;
  }

  private Frame deflated(Frame message) {
    return message.deflated(loop.deflation(), owner.options().compressionThreshold());
  }

  private boolean makeRoomFor(Frame frame) {
    try {
      outbound.makeRoomFor(frame);
    } catch (IOException e) {
      peerVanished();
      return false;
    }
    if (outbound.hasRoomFor(frame)) {
      return true;
    }
    owner.metrics().queueOverflowed();
    closeSlowConsumer();
    return false;
  }

  private void closeSlowConsumer() {
    outbound.dropUnbegun();
    ConnectionOptions options = owner.options();
    close(
        new CloseStatus(
            options.slowConsumerCode(), options.slowConsumerReason(), CloseCause.SLOW_CONSUMER));
  }

  private void awaitFlush(Pace pace) {
    if ((awaited & pace.bit()) == 0 && !outbound.isStalled()) {
      awaited |= pace.bit();
      loop.addDirty(this, pace);
    }
  }

  private void write() {
    boolean relieved;
    try {
      relieved = outbound.write();
      if (outbound.isDrained() && ending.finishesWritesWhenFlushed() && !writesFinished) {
        writesFinished = true;
        transport.shutdownWrites();
      }
    } catch (IOException e) {
      // Broken pipe, reset: to us the peer is gone.
      peerVanished();
      return;
    }
    if (outbound.isDrained() && ending.endsWhenFlushed()) {
      cut(ending.status());
    } else if (relieved && ending.isOpen()) {
      dispatcher.drained();
    }
  }

  private void cut(CloseStatus status) {
    ending.advance(CloseHandshake.Phase.CLOSED, status);
    liveness.stop();
    outbound.close();
    loop.close(transport);
    owner.closed(ending.status());
    loop.execute(() -> dispatcher.closed(ending.status()));
  }
}
