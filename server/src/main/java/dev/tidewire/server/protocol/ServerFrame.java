package dev.tidewire.server.protocol;

/** What the server sends: an answer, or something that nobody asked for. */
public sealed interface ServerFrame permits Reply, Push {}
