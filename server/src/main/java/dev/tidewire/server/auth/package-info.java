/** Tokens to principals, and what a principal may do. */
@NullMarked
package dev.tidewire.server.auth;

import org.jspecify.annotations.NullMarked;
