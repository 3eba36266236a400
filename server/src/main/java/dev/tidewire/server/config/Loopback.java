package dev.tidewire.server.config;

/** Tells which hosts are this machine. */
final class Loopback {
  private Loopback() {}

  /** By name and not by look-up: a name server's answer can change. */
  static boolean names(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}
