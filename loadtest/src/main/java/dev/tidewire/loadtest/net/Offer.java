package dev.tidewire.loadtest.net;

/**
 * What a client offers in its handshake.
 *
 * @param subprotocol empty: none
 */
public record Offer(String subprotocol, Compression compression) {}
