package dev.tidewire.loadtest.app;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;

/**
 * A tiny WebSocket server that speaks the plain protocol and misbehaves on purpose. A thread for
 * each connection, blocking.
 */
final class PlainServer implements AutoCloseable {
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final String AGREED = "permessage-deflate; server_no_context_takeover";

  private final ServerSocket server;
  private final Fault fault;
  private final boolean compresses;
  private final Map<String, List<Peer>> subscribers = new ConcurrentHashMap<>();
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final CountDownLatch subscribed = new CountDownLatch(1);
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();

  /** Decides what becomes of a delivery. */
  @FunctionalInterface
  interface Fault {
    /** An honest server. */
    Fault NONE = (peer, content, count) -> peer.send(content);

    /**
     * Delivers, or does something else.
     *
     * @param count how many deliveries this peer was due before, on this connection
     */
    void deliver(Peer peer, String content, int count) throws IOException, InterruptedException;
  }

  PlainServer(Fault fault) throws IOException {
    this(fault, false, 0);
  }

  private PlainServer(Fault fault, boolean compresses, int port) throws IOException {
    this.fault = fault;
    this.compresses = compresses;
    this.server = new ServerSocket(port, 1000, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** An honest server that compresses everything, for clients that offer it. */
  static PlainServer compressing() throws IOException {
    return new PlainServer(Fault.NONE, true, 0);
  }

  /** An honest server where another one has been. */
  static PlainServer inPlaceOf(PlainServer closed) throws IOException {
    return new PlainServer(Fault.NONE, false, closed.server.getLocalPort());
  }

  String url() {
    return "ws://localhost:" + server.getLocalPort() + "/";
  }

  /** Waits until somebody has subscribed and was told so. */
  void awaitSubscriber() throws InterruptedException {
    if (!subscribed.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody has subscribed");
    }
  }

  /** How many connections there have been. */
  int accepted() {
    return peers.size();
  }

  /** The most connections that there have been at a time. */
  int mostOpen() {
    return mostOpen.get();
  }

  private void accept() {
    try {
      while (true) {
        Peer peer = new Peer(server.accept());
        peers.add(peer);
        Thread.ofVirtual().start(peer::serve);
      }
    } catch (SocketException e) {
      // Closed: the test is over.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Peer peer : peers) {
      peer.close();
    }
  }

  /** One connection. */
  final class Peer {
    private final Socket socket;
    private final OutputStream out;
    private int due;
    private boolean compressed;

    /** What a fault holds back. */
    final List<String> held = new ArrayList<>();

    Peer(Socket socket) throws IOException {
      this.socket = socket;
      this.out = socket.getOutputStream();
    }

    void close() throws IOException {
      socket.close();
    }

    private void serve() {
      mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
      try (socket) {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        handshake(in);
        while (true) {
          message(frame(in));
        }
      } catch (EOFException | SocketException e) {
        // The client left.
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        open.decrementAndGet();
        subscribers.values().forEach(list -> list.remove(this));
      }
    }

    private void handshake(DataInputStream in) throws IOException {
      String key = "";
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        if (line.startsWith("Sec-WebSocket-Key: ")) {
          key = line.substring("Sec-WebSocket-Key: ".length());
        }
        compressed |= compresses && line.contains("permessage-deflate");
      }
      String answer =
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Accept: "
              + accept(key)
              + (compressed ? "\r\nSec-WebSocket-Extensions: " + AGREED : "")
              + "\r\n\r\n";
      out.write(answer.getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(DataInputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    private static String accept(String key) {
      try {
        byte[] text = (key + MAGIC).getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String frame(DataInputStream in) throws IOException {
      in.readUnsignedByte();
      int length = in.readUnsignedByte() & 0x7F;
      if (length == 126) {
        length = in.readUnsignedShort();
      }
      byte[] key = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      for (int i = 0; i < length; i++) {
        payload[i] ^= key[i & 3];
      }
      return new String(payload, StandardCharsets.US_ASCII);
    }

    private void message(String text) throws IOException, InterruptedException {
      List<String> words = List.of(text.split(" ", -1));
      switch (words.getFirst()) {
        case "S" -> {
          subscribers.computeIfAbsent(words.get(1), none -> new CopyOnWriteArrayList<>()).add(this);
          send("s");
          subscribed.countDown();
        }
        case "P" -> {
          for (Peer peer : subscribers.getOrDefault(words.get(1), List.of())) {
            fault.deliver(peer, words.get(3), peer.due++);
          }
          send("p " + words.get(2));
        }
        default -> {
          // A close or a pong.
        }
      }
    }

    private static byte[] deflated(byte[] plain) {
      Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
      deflater.setInput(plain);
      byte[] out = new byte[plain.length + 100];
      int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
      deflater.end();
      return Arrays.copyOf(out, length - 4);
    }

    synchronized void send(String text) throws IOException {
      byte[] plain = text.getBytes(StandardCharsets.US_ASCII);
      byte[] payload = compressed ? deflated(plain) : plain;
      byte[] frame = new byte[4 + payload.length];
      frame[0] = (byte) (compressed ? 0xC1 : 0x81);
      frame[1] = 126;
      frame[2] = (byte) (payload.length >>> 8);
      frame[3] = (byte) payload.length;
      System.arraycopy(payload, 0, frame, 4, payload.length);
      try {
        out.write(frame);
      } catch (SocketException e) {
        // It left meanwhile.
      }
    }
  }
}
