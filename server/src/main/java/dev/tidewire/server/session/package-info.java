/** One authenticated conversation: dispatches requests, owns its subscriptions and their resume. */
@NullMarked
package dev.tidewire.server.session;

import org.jspecify.annotations.NullMarked;
