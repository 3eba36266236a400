/** Which nodes there are, and commands that all of them carry out: the port. */
@NullMarked
package dev.tidewire.server.cluster;

import org.jspecify.annotations.NullMarked;
