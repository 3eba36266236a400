package dev.tidewire.server.websocket;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.conduits.StreamSinkConduit;

/**
 * What lies in memory between our half of a socket and the kernel's: the objects of XNIO and the
 * JDK that each write reads. In a wide fan-out they have left the processor's caches since the last
 * message, and waiting for them one after the other is a large part of what a write costs above the
 * kernel; see {@link #prefetch}. Confined to the loop.
 *
 * <p>They are in private fields, which the manifest of the jar opens. Where they cannot be read,
 * nothing is fetched ahead, and writes are only slower.
 */
final class WritePath {
  private static final Logger log = LoggerFactory.getLogger(WritePath.class);

  private static final @Nullable Field CHANNEL =
      field("org.xnio.nio.NioSocketConduit", "socketChannel");
  private static final @Nullable Field LOCK = field("sun.nio.ch.SocketChannelImpl", "writeLock");
  private static final @Nullable Field DESCRIPTOR = field("sun.nio.ch.SocketChannelImpl", "fd");
  private static final @Nullable Field NUMBER = field("sun.nio.ch.SocketChannelImpl", "fdVal");

  private final StreamSinkConduit conduit;
  private final SocketChannel channel;
  private final ReentrantLock lock;
  private final FileDescriptor descriptor;

  private WritePath(
      StreamSinkConduit conduit,
      SocketChannel channel,
      ReentrantLock lock,
      FileDescriptor descriptor) {
    this.conduit = conduit;
    this.channel = channel;
    this.lock = lock;
    this.descriptor = descriptor;
  }

  /** The path behind a conduit; null when it is not a plain socket's, or cannot be looked into. */
  static @Nullable WritePath behind(StreamSinkConduit conduit) {
    if (CHANNEL == null
        || LOCK == null
        || DESCRIPTOR == null
        || CHANNEL.getDeclaringClass() != conduit.getClass()) {
      return null;
    }
    try {
      SocketChannel channel = (SocketChannel) CHANNEL.get(conduit);
      return new WritePath(
          conduit,
          channel,
          (ReentrantLock) LOCK.get(channel),
          (FileDescriptor) DESCRIPTOR.get(channel));
    } catch (IllegalAccessException | RuntimeException e) {
      log.debug("The objects of a socket cannot be fetched ahead.", e);
      return null;
    }
  }

  /**
   * Reads a field of each of them, and so brings them into the caches.
   *
   * @return a number that is of no use, so that the compiler does not leave the reads out
   */
  int prefetch() {
    int reads = 0;
    if (conduit.getWriteThread() != null) {
      reads++;
    }
    if (channel.isConnected()) {
      reads++;
    }
    if (lock.isLocked()) {
      reads++;
    }
    if (descriptor.valid()) {
      reads++;
    }
    return reads;
  }

  /** The number of the socket's file descriptor, or -1 when it cannot be read. */
  int number() {
    try {
      return NUMBER == null ? -1 : NUMBER.getInt(channel);
    } catch (IllegalAccessException | RuntimeException e) {
      log.debug("The file descriptor of a socket cannot be read.", e);
      return -1;
    }
  }

  private static @Nullable Field field(String owner, String name) {
    try {
      Field field = Class.forName(owner).getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.debug("{}.{} cannot be read here.", owner, name, e);
      return null;
    }
  }
}
