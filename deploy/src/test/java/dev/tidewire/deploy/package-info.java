/** Checks of everything in {@code deploy/}, with real tools and against the real server. */
@NullMarked
package dev.tidewire.deploy;

import org.jspecify.annotations.NullMarked;
