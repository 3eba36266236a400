/** What happens in which order: the scenarios, each on the same fleet and the same measurements. */
@NullMarked
package dev.tidewire.loadtest.scenario;

import org.jspecify.annotations.NullMarked;
