package dev.tidewire.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches a JWKS over HTTP: no redirects, one deadline for everything, an answer of bounded size.
 * Blocks; confined to one thread.
 */
final class JwksClient implements AutoCloseable {
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  private final JwksOptions options;
  private final HttpClient http;

  JwksClient(JwksOptions options) {
    this.options = options;
    this.http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.timeout())
            .build();
  }

  /**
   * What came.
   *
   * @param body the set, empty when it is still the one of the tag
   * @param tag its {@code ETag}
   * @param cacheControl its {@code Cache-Control}
   */
  record Answer(Optional<String> body, Optional<String> tag, Optional<String> cacheControl) {}

  /**
   * Fetches the set.
   *
   * @param tag of the one that is known, which need not be sent again
   * @throws IOException with a full sentence, when it does not come
   */
  Answer get(Optional<String> tag) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(options.url())
            .timeout(options.timeout())
            .header("Accept", "application/jwk-set+json, application/json");
    tag.ifPresent(known -> request.header("If-None-Match", known));
    HttpResponse<String> response = response(request.build());
    Optional<String> cacheControl = response.headers().firstValue("Cache-Control");
    if (response.statusCode() == NOT_MODIFIED && tag.isPresent()) {
      return new Answer(Optional.empty(), tag, cacheControl);
    }
    if (response.statusCode() != OK) {
      throw new IOException("The answer was %d and not 200.".formatted(response.statusCode()));
    }
    return new Answer(
        Optional.of(response.body()), response.headers().firstValue("ETag"), cacheControl);
  }

  /** The timeout of a request ends with the headers of its answer; this one includes the body. */
  private HttpResponse<String> response(HttpRequest request)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> response =
        http.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofString(UTF_8), options.maxBytes()));
    try {
      return response.get(options.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw new IOException(
          "There was no whole answer within %d ms.".formatted(options.timeout().toMillis()), e);
    } catch (ExecutionException e) {
      throw new IOException(
          "It could not be fetched: %s.".formatted(e.getCause() == null ? e : e.getCause()), e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
