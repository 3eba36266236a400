/** A cluster of one node. */
@NullMarked
package dev.tidewire.server.cluster.memory;

import org.jspecify.annotations.NullMarked;
