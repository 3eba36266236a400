/** Presence of a single process. */
@NullMarked
package dev.tidewire.server.presence.memory;

import org.jspecify.annotations.NullMarked;
