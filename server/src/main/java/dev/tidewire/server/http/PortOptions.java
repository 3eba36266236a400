package dev.tidewire.server.http;

import dev.tidewire.server.websocket.Pace;
import java.net.InetSocketAddress;

/**
 * How a port is listened on.
 *
 * @param address where; port 0 lets the operating system choose
 * @param maxSockets that it has at a time, beyond which they wait in the kernel's backlog
 * @param pace whether the sockets of a crowd may gather, for at most 10 ms
 */
record PortOptions(InetSocketAddress address, int maxSockets, Pace pace) {}
