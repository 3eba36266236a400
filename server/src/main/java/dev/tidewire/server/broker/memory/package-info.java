/**
 * The embedded broker: one process keeps the promises alone, in memory and optionally in a journal.
 */
@NullMarked
package dev.tidewire.server.broker.memory;

import org.jspecify.annotations.NullMarked;
