package dev.tidewire.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import java.util.List;

/** The header of a request that Undertow has parsed. */
record ExchangeHead(HttpServerExchange exchange) implements RequestHead {
  @Override
  public String method() {
    return exchange.getRequestMethod().toString();
  }

  @Override
  public String protocol() {
    return exchange.getProtocol().toString();
  }

  @Override
  public List<String> values(String name) {
    HeaderValues values = exchange.getRequestHeaders().get(name);
    return values == null ? List.of() : values;
  }

  @Override
  public boolean hasBody() {
    return !exchange.isRequestComplete();
  }
}
