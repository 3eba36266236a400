package dev.tidewire.server.websocket;

/** How a loop sends to its connections. */
public enum Sending {
  /** One system call for each connection. */
  ONE_BY_ONE,
  /** Many connections with one system call, where the kernel offers io_uring; else one by one. */
  TOGETHER
}
