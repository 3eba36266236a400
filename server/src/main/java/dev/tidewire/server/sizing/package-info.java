/**
 * How large an installation must be: prices that were measured, the workload that somebody expects,
 * and the arithmetic between them. Pure code; it reads nothing and starts nothing.
 */
@NullMarked
package dev.tidewire.server.sizing;

import org.jspecify.annotations.NullMarked;
