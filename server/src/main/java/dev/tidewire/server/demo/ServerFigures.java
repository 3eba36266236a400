package dev.tidewire.server.demo;

/**
 * The server's own part in a reading.
 *
 * @param connections open WebSocket connections
 * @param delivered messages handed to clients per second
 */
public record ServerFigures(long connections, long delivered) {}
