package dev.tidewire.server.support.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * A TCP proxy in front of one server that can make connections silent: they stay open, and what is
 * sent on them is swallowed, as behind a firewall that forgot them.
 */
public final class FaultProxy implements AutoCloseable {
  private final int target;
  private final ServerSocket door;
  private final List<Pipe> pipes = new CopyOnWriteArrayList<>();
  private volatile boolean cutOff;

  private FaultProxy(int target, ServerSocketFactory doors) throws IOException {
    this.target = target;
    this.door = doors.createServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** A proxy in front of a port of this machine. */
  public static FaultProxy before(int port) {
    return before(port, ServerSocketFactory.getDefault());
  }

  /** A proxy in front of a port of this machine that speaks TLS with its clients. */
  public static FaultProxy withTls(int port, SSLContext tls) {
    return before(port, tls.getServerSocketFactory());
  }

  private static FaultProxy before(int port, ServerSocketFactory doors) {
    try {
      return new FaultProxy(port, doors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return door.getLocalPort();
  }

  /** Silences the connections that have subscribed to something. */
  public void silenceListeners() {
    pipes.stream().filter(pipe -> pipe.listens).forEach(pipe -> pipe.silent = true);
  }

  /** Silences all connections that are open now. */
  public void silenceAll() {
    pipes.forEach(pipe -> pipe.silent = true);
  }

  /** Silences the connections that are open now, and lets nobody in until {@link #restore}. */
  public void cutOff() {
    cutOff = true;
    silenceAll();
  }

  /** Lets clients in again. What was silenced stays silent. */
  public void restore() {
    cutOff = false;
  }

  @Override
  public void close() {
    try {
      door.close();
      for (Pipe pipe : pipes) {
        pipe.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        if (cutOff) {
          client.close();
          continue;
        }
        try {
          Pipe pipe = new Pipe(client, new Socket(InetAddress.getLoopbackAddress(), target));
          pipes.add(pipe);
          pipe.begin();
        } catch (IOException e) {
          client.close(); // the server is not there
        }
      }
    } catch (IOException e) {
      // The door was closed.
    }
  }

  private static final class Pipe {
    private final Socket client;
    private final Socket server;
    private volatile boolean silent;
    private volatile boolean listens;

    Pipe(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void begin() {
      Thread.ofVirtual().start(() -> pump(client, server, true));
      Thread.ofVirtual().start(() -> pump(server, client, false));
    }

    void close() throws IOException {
      client.close();
      server.close();
    }

    private void pump(Socket from, Socket to, boolean requests) {
      byte[] buffer = new byte[64 * 1024];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (requests
              && new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains("SSUBSCRIBE")) {
            listens = true;
          }
          if (!silent) {
            out.write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // One side has ended, and with it the other.
      }
    }
  }
}
