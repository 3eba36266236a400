package dev.tidewire.server.websocket;

/**
 * How a connection ended.
 *
 * @param code the close code that the side that began sent; 1005 when the peer's close frame had
 *     none, 1006 when there was no close frame (RFC 6455 section 7.4.1)
 * @param reason the text beside the code. When the peer began, it is the peer's and untrusted
 * @param cause who began, and why
 */
public record CloseStatus(int code, String reason, CloseCause cause) {}
