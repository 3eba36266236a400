package dev.tidewire.server.http;

import java.time.Duration;

/**
 * Where a server listens and what a request may cost it.
 *
 * @param host the address of the public port
 * @param port the public port; 0 lets the operating system choose
 * @param internalHost the address of the internal port
 * @param internalPort the internal port; 0 lets the operating system choose
 * @param loops I/O threads, at least 1
 * @param maxConnections WebSockets at a time; there is room for some other sockets beside them
 * @param parseTimeout until a request's header has come; over it the socket is cut
 * @param maxHeaderBytes of a request's header
 */
public record HttpOptions(
    String host,
    int port,
    String internalHost,
    int internalPort,
    int loops,
    int maxConnections,
    Duration parseTimeout,
    int maxHeaderBytes) {}
