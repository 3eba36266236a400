/** The command line and the composition root: the only place that chooses and wires parts. */
@NullMarked
package dev.tidewire.server.app;

import org.jspecify.annotations.NullMarked;
