/** Runs the benchmarks that lie beside what they measure. */
@NullMarked
package dev.tidewire.server.benchmark;

import org.jspecify.annotations.NullMarked;
