/** The command line of the load generator and the place where its parts are put together. */
@NullMarked
package dev.tidewire.loadtest.app;

import org.jspecify.annotations.NullMarked;
