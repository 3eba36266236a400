/** Undertow handlers: the WebSocket upgrade, the server API, health, metrics and the demo pages. */
@NullMarked
package dev.tidewire.server.http;

import org.jspecify.annotations.NullMarked;
