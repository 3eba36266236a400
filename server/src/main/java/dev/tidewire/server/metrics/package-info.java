/** What is counted, as typed methods. */
@NullMarked
package dev.tidewire.server.metrics;

import org.jspecify.annotations.NullMarked;
