/** Messages of many nodes, stored and distributed by Redis. */
@NullMarked
package dev.tidewire.server.broker.redis;

import org.jspecify.annotations.NullMarked;
