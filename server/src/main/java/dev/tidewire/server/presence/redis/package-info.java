/** Who is where, on many nodes that meet in Redis. */
@NullMarked
package dev.tidewire.server.presence.redis;

import org.jspecify.annotations.NullMarked;
