/** The port that stores and distributes messages. */
@NullMarked
package dev.tidewire.server.broker;

import org.jspecify.annotations.NullMarked;
