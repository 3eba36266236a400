/** The port that knows who is in a channel. */
@NullMarked
package dev.tidewire.server.presence;

import org.jspecify.annotations.NullMarked;
