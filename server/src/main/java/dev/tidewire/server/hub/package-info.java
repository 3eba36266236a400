/** Who on this loop listens to what; encodes once, delivers to many. */
@NullMarked
package dev.tidewire.server.hub;

import org.jspecify.annotations.NullMarked;
