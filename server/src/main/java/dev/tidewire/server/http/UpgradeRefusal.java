package dev.tidewire.server.http;

import io.undertow.util.StatusCodes;
import java.util.Locale;

/** Why an opening handshake is refused. */
enum UpgradeRefusal {
  METHOD(StatusCodes.METHOD_NOT_ALLOWED),
  /** HTTP/1.0, a body, or {@code Upgrade} or {@code Connection} missing or wrong. */
  NOT_AN_UPGRADE(StatusCodes.BAD_REQUEST),
  VERSION(StatusCodes.UPGRADE_REQUIRED),
  KEY(StatusCodes.BAD_REQUEST),
  ORIGIN(StatusCodes.FORBIDDEN),
  SUBPROTOCOL(StatusCodes.BAD_REQUEST),
  FULL(StatusCodes.SERVICE_UNAVAILABLE),
  LEAVING(StatusCodes.SERVICE_UNAVAILABLE);

  private final int status;

  UpgradeRefusal(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }

  /** The name under which it is counted. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
