/** The bounded log of a channel and the rules of resuming. Pure code. */
@NullMarked
package dev.tidewire.server.history;

import org.jspecify.annotations.NullMarked;
