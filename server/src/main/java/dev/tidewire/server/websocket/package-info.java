/**
 * RFC 6455 on an upgraded connection: frames, control frames, close, outbound queue, liveness.
 * Knows no channels.
 */
@NullMarked
package dev.tidewire.server.websocket;

import org.jspecify.annotations.NullMarked;
