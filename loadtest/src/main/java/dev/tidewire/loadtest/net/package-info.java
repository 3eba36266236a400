/**
 * Sockets, event loops and RFC 6455 frames from the client's side. Knows no server in particular.
 */
@NullMarked
package dev.tidewire.loadtest.net;

import org.jspecify.annotations.NullMarked;
