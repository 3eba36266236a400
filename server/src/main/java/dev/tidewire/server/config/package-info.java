/** Reads flags, environment and file into immutable records; nothing else reads them. */
@NullMarked
package dev.tidewire.server.config;

import org.jspecify.annotations.NullMarked;
