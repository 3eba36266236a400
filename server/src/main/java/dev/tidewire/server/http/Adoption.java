package dev.tidewire.server.http;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.nio.ChannelClosed;

/**
 * Makes a socket that we have accepted one of XNIO's. XNIO has no door for that: it accepts on a
 * thread of its own that knows one socket at a time, sets what is set already, wakes the I/O thread
 * twice and waits for its lock. So two members of it are called that are open to its package only;
 * its version is pinned, and no server starts without them.
 */
final class Adoption {
  private static final MethodHandle REGISTER;
  private static final MethodHandle CONNECTION;

  static {
    try {
      Class<?> thread = Class.forName("org.xnio.nio.WorkerThread");
      Class<?> connection = Class.forName("org.xnio.nio.NioSocketStreamConnection");
      Lookup inside = MethodHandles.privateLookupIn(thread, MethodHandles.lookup());
      REGISTER =
          inside
              .findVirtual(
                  thread,
                  "registerChannel",
                  MethodType.methodType(SelectionKey.class, AbstractSelectableChannel.class))
              .asType(
                  MethodType.methodType(
                      SelectionKey.class, XnioIoThread.class, SocketChannel.class));
      CONNECTION =
          inside
              .findConstructor(
                  connection,
                  MethodType.methodType(
                      void.class, thread, SelectionKey.class, ChannelClosed.class))
              .asType(
                  MethodType.methodType(
                      StreamConnection.class,
                      XnioIoThread.class,
                      SelectionKey.class,
                      ChannelClosed.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Adoption() {}

  /**
   * The connection of an I/O thread on a socket. Called on that thread.
   *
   * @param socket connected and not blocking
   * @param closed told once, on any thread, when the connection has been closed
   * @throws IOException when the socket has been closed
   */
  static StreamConnection adopt(XnioIoThread thread, SocketChannel socket, ChannelClosed closed)
      throws IOException {
    try {
      SelectionKey key = (SelectionKey) REGISTER.invokeExact(thread, socket);
      return (StreamConnection) CONNECTION.invokeExact(thread, key, closed);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("XNIO declares no other exception.", e);
    }
  }
}
