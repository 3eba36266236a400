package dev.tidewire.server.auth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Publishes a JWKS as an issuer of tokens does, or fails at it as told. */
public final class JwksServer implements AutoCloseable {
  /** How it answers. */
  @FunctionalInterface
  public interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> tags = new CopyOnWriteArrayList<>();
  private volatile Answer answer;

  private JwksServer(HttpServer server, Answer answer) {
    this.server = server;
    this.answer = answer;
    server.setExecutor(threads);
    server.createContext("/keys", this::handle);
    server.start();
  }

  /** Starts one on a free port. */
  public static JwksServer start(Answer answer) {
    return start(0, answer);
  }

  static JwksServer start(int port, Answer answer) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      return new JwksServer(HttpServer.create(address, 0), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers with a set, with headers in turn: names and values. */
  public static Answer set(String jwks, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      byte[] body = jwks.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    };
  }

  /** Answers with a status and no body. */
  public static Answer status(int code) {
    return exchange -> exchange.sendResponseHeaders(code, -1);
  }

  /** Answers in another way from now on. */
  public void answer(Answer next) {
    answer = next;
  }

  /** Where it publishes. */
  public URI url() {
    return URI.create("http://127.0.0.1:%d/keys".formatted(server.getAddress().getPort()));
  }

  /** The {@code If-None-Match} of each request so far, or "". */
  List<String> tags() {
    return List.copyOf(tags);
  }

  /** How often it was asked. */
  public int requests() {
    return tags.size();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String tag = exchange.getRequestHeaders().getFirst("If-None-Match");
      tags.add(tag == null ? "" : tag);
      answer.give(exchange);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
