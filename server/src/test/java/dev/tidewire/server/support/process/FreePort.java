package dev.tidewire.server.support.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for processes that must be told theirs.
 *
 * <p>They lie below the range from which the kernel takes the ports of outgoing connections. In
 * that range a client that tries again and again to reach a server that is down would sooner or
 * later be given the very port as its own, connect to itself and keep the server from coming back.
 */
public final class FreePort {
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 200;

  private FreePort() {}

  /** A port of the loopback address that nobody listens on at the moment. */
  public static int next() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Somebody listens there: try the next one.
      }
    }
    throw new AssertionError("No free port between " + LOWEST + " and " + HIGHEST);
  }
}
