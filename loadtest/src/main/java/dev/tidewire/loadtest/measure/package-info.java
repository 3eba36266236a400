/**
 * What is measured and how it is checked: stamps, sequences, latencies, processes, the generator
 * itself.
 */
@NullMarked
package dev.tidewire.loadtest.measure;

import org.jspecify.annotations.NullMarked;
