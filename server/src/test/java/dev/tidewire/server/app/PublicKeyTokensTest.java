package dev.tidewire.server.app;

import static dev.tidewire.server.auth.JwksServer.set;
import static dev.tidewire.server.auth.JwksServer.status;
import static dev.tidewire.server.auth.TestKeys.jwk;
import static dev.tidewire.server.auth.TestKeys.jwks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.auth.JwksServer;
import dev.tidewire.server.auth.TestKeys;
import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of a whole server whose tokens an issuer signs with keys that it publishes. */
final class PublicKeyTokensTest {
  private static final String FETCHES = "tidewire_jwks_fetches_total{result=\"%s\"}";

  private final KeyPair keys = TestKeys.ec();
  private final KeyPair others = TestKeys.ec();
  @TempDir Path folder;

  private static String token(String id, KeyPair keys, String more) {
    String claims =
        "{\"sub\":\"carol\",\"exp\":%d,\"caps\":{\"chat:*\":[\"*\"]}%s}"
            .formatted(Instant.now().getEpochSecond() + 600, more);
    return TestKeys.token("ES256", id, claims, keys);
  }

  private static String connect(String token) {
    return "{\"connect\":{\"token\":\"%s\"}}".formatted(token);
  }

  private static void assertConnects(RunningServer server, String token) {
    try (WireClient client = server.open()) {
      assertThat(client.ok(connect(token)).path("user").asText()).isEqualTo("carol");
    }
  }

  @Test
  void letsClientsInThroughARotationOfKeys() {
    String old = token("old", keys, "");
    String renewed = token("new", others, "");
    try (JwksServer issuer = JwksServer.start(set(jwks(jwk(keys, "kid", "old"))));
        RunningServer server = RunningServer.start(folder, "jwks-url", issuer.url().toString())) {
      assertConnects(server, old);
      assertConnects(server, old);
      assertThat(server.metric("tidewire_token_cache_hits_total")).isEqualTo(1);

      issuer.answer(set(jwks(jwk(keys, "kid", "old"), jwk(others, "kid", "new"))));

      // A fetch has just been: until it may fetch again the server says so, and clients come back.
      try (WireClient early = server.open()) {
        assertThat(early.ask(connect(renewed)).path("error").path("retry").asBoolean()).isTrue();
        assertThat(early.closeCode()).isEqualTo(4004);
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            try (WireClient client = server.open()) {
              return client.ask(connect(renewed)).has("ok");
            }
          });
      assertConnects(server, old);
      try (WireClient ofTheSecret = server.connect("dave")) {
        ofTheSecret.ok("{\"subscribe\":{\"channel\":\"chat:1\"}}");
      }
    }
  }

  @Test
  void startsWithoutTheIssuerAndLetsClientsInOnceItIsThere() {
    try (JwksServer issuer = JwksServer.start(status(503));
        RunningServer server = RunningServer.start(folder, "jwks-url", issuer.url().toString())) {
      await().until(() -> server.metric(FETCHES.formatted("failed")) >= 1);
      try (WireClient client = server.open()) {
        assertThat(client.refused(connect(token("old", keys, "")))).isEqualTo("unavailable");
        assertThat(client.closeCode()).isEqualTo(4004);
      }

      issuer.answer(set(jwks(jwk(keys, "kid", "old"))));
      await().until(() -> server.metric(FETCHES.formatted("changed")) >= 1);

      assertConnects(server, token("old", keys, ""));
      assertThat(server.metric("tidewire_token_verifications_total{result=\"unavailable\"}"))
          .isEqualTo(1);
    }
  }

  @Test
  void refusesTokensOfAnotherAudience() {
    try (JwksServer issuer = JwksServer.start(set(jwks(jwk(keys))));
        RunningServer server =
            RunningServer.start(
                folder, "jwks-url", issuer.url().toString(), "token-audience", "tide")) {
      assertConnects(server, token("", keys, ",\"aud\":[\"tide\",\"api\"]"));
      try (WireClient client = server.open()) {
        assertThat(client.refused(connect(token("", keys, ",\"aud\":\"api\""))))
            .isEqualTo("token_invalid");
        assertThat(client.closeCode()).isEqualTo(4501);
      }
    }
  }

  @Test
  void endsWhatARevokedTokenAllowsAlsoWhenItIsRemembered() {
    String token = token("", keys, ",\"jti\":\"t-1\"");
    try (JwksServer issuer = JwksServer.start(set(jwks(jwk(keys))));
        RunningServer server = RunningServer.start(folder, "jwks-url", issuer.url().toString())) {
      assertConnects(server, token);

      assertThat(
              server
                  .post("/api/revoke", "{\"token\":\"t-1\"}", "Bearer " + RunningServer.API_KEY)
                  .statusCode())
          .isEqualTo(200);

      try (WireClient client = server.open()) {
        assertThat(client.refused(connect(token))).isEqualTo("token_revoked");
      }
      assertThat(server.metric("tidewire_token_cache_hits_total")).isEqualTo(1);
    }
  }
}
