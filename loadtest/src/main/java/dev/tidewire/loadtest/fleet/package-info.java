/** The clients and the publishers of one run. */
@NullMarked
package dev.tidewire.loadtest.fleet;

import org.jspecify.annotations.NullMarked;
