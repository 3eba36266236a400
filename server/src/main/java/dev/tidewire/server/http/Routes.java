package dev.tidewire.server.http;

import io.undertow.server.HttpHandler;
import java.util.Optional;

/** What one port serves. Opaque, so that who wires a server need not know the HTTP library. */
public final class Routes {
  private final HttpHandler handler;
  private final Optional<DirectUpgrade> direct;

  Routes(HttpHandler handler) {
    this(handler, Optional.empty());
  }

  /**
   * Routes of which one need not be asked for through Undertow.
   *
   * @param direct an upgrade that {@code handler} serves as well
   */
  Routes(HttpHandler handler, DirectUpgrade direct) {
    this(handler, Optional.of(direct));
  }

  private Routes(HttpHandler handler, Optional<DirectUpgrade> direct) {
    this.handler = handler;
    this.direct = direct;
  }

  HttpHandler handler() {
    return handler;
  }

  Optional<DirectUpgrade> direct() {
    return direct;
  }
}
