package dev.tidewire.server.http;

import java.time.Duration;

/**
 * How large and how slow a request may be.
 *
 * @param maxHeaderBytes of its header, the request line and the empty line included; over it 431
 * @param headerTimeout from the socket's opening, or from its first byte for a later request, to
 *     the end of the header; over it 408
 * @param bodyTimeout from the end of the header to the end of the body; over it 408
 * @param idleTimeout how long a socket is kept between two requests
 */
public record RequestLimits(
    int maxHeaderBytes, Duration headerTimeout, Duration bodyTimeout, Duration idleTimeout) {}
