/** The use cases on channels, the same for WebSocket and HTTP callers. */
@NullMarked
package dev.tidewire.server.channel;

import org.jspecify.annotations.NullMarked;
