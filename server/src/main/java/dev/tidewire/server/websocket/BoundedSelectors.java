package dev.tidewire.server.websocket;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's selectors with a ready set that stays small. XNIO selects once for each socket that it
 * closes and empties the set only afterwards, so that thousands that break at once come together in
 * it; the JDK's set and XNIO's array then keep that size, and every later tick goes over them.
 * Thread-safe.
 *
 * <p>The set is replaced in the JDK's private fields, which the manifest of the jar opens. Where
 * that is not possible, selectors are as they were, and only slower after such a moment.
 */
public final class BoundedSelectors extends SelectorProvider {
  /** As many as one {@code epoll_wait} of the JDK gives. */
  static final int LIMIT = 1024;

  private static final Logger log = LoggerFactory.getLogger(BoundedSelectors.class);

  private final SelectorProvider platform = SelectorProvider.provider();

  /** XNIO makes it, by name. */
  public BoundedSelectors() {}

  /** Has XNIO take its selectors from here, if it has not begun yet and nobody chose otherwise. */
  public static void install() {
    String property = "xnio.nio.selector.provider";
    if (System.getProperty(property) == null) {
      System.setProperty(property, BoundedSelectors.class.getName());
    }
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    AbstractSelector selector = platform.openSelector();
    bound(selector);
    return selector;
  }

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    return platform.openDatagramChannel();
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    return platform.openDatagramChannel(family);
  }

  @Override
  public Pipe openPipe() throws IOException {
    return platform.openPipe();
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    return platform.openServerSocketChannel();
  }

  @Override
  public SocketChannel openSocketChannel() throws IOException {
    return platform.openSocketChannel();
  }

  private static void bound(Selector selector) {
    ReadyKeys ready = new ReadyKeys(LIMIT);
    try {
      Class<?> implementation = Class.forName("sun.nio.ch.SelectorImpl");
      // Both, or none: the second is the view of the first that is handed out.
      Field inner = accessible(implementation, "selectedKeys");
      Field outer = accessible(implementation, "publicSelectedKeys");
      inner.set(selector, ready);
      outer.set(selector, ready);
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.debug("The ready set of a selector cannot be bounded here.", e);
    }
  }

  private static Field accessible(Class<?> owner, String name) throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
