/** Nodes that meet in Redis. */
@NullMarked
package dev.tidewire.server.cluster.redis;

import org.jspecify.annotations.NullMarked;
