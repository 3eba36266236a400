package dev.tidewire.server.app;

import java.lang.reflect.Proxy;

/**
 * Handles signals of the operating system.
 *
 * <p>Java has one way to that, {@code sun.misc.Signal} of the module {@code jdk.unsupported}, which
 * is there to stay until there is another (JEP 260). It is called by reflection, because the
 * compiler warns of it in a way that cannot be suppressed, and warnings are errors here.
 */
final class Signals {
  private Signals() {}

  /**
   * Has {@code action} run, on a thread of its own, each time the process gets the signal. False
   * when this platform does not allow that (or was told not to: {@code -Xrs}); then the signal does
   * what it does without us.
   *
   * @param name without SIG, as in {@code TERM}
   */
  static boolean handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, _) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
