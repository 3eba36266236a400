/** Connections to Redis: the only package that knows Lettuce. */
@NullMarked
package dev.tidewire.server.redis;

import org.jspecify.annotations.NullMarked;
