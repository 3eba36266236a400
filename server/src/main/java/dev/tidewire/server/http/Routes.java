package dev.tidewire.server.http;

import io.undertow.server.HttpHandler;

/** What one port serves. Opaque, so that who wires a server need not know the HTTP library. */
public final class Routes {
  private final HttpHandler handler;

  Routes(HttpHandler handler) {
    this.handler = handler;
  }

  HttpHandler handler() {
    return handler;
  }
}
