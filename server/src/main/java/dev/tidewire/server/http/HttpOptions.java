package dev.tidewire.server.http;

import dev.tidewire.server.websocket.Sending;

/**
 * Where a server listens and what a request may cost it.
 *
 * @param host the address of the public port
 * @param port the public port; 0 lets the operating system choose
 * @param internalHost the address of the internal port
 * @param internalPort the internal port; 0 lets the operating system choose
 * @param loops I/O threads, at least 1
 * @param sending how a loop sends to many connections
 * @param maxConnections WebSockets at a time; there is room for some other sockets beside them
 * @param requests what a request may be, on both ports
 */
public record HttpOptions(
    String host,
    int port,
    String internalHost,
    int internalPort,
    int loops,
    Sending sending,
    int maxConnections,
    RequestLimits requests) {}
