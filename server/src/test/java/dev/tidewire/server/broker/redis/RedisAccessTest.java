package dev.tidewire.server.broker.redis;

import static dev.tidewire.server.broker.Stages.assertRefused;
import static dev.tidewire.server.broker.Stages.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.broker.RecordingListener;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.PageLimits;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.IdempotencyKey;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.redis.RedisAddress;
import dev.tidewire.server.redis.RedisOptions;
import dev.tidewire.server.support.TestCertificate;
import dev.tidewire.server.support.redis.FaultProxy;
import dev.tidewire.server.support.redis.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis lets in who it should: users, passwords and certificates. */
class RedisAccessTest {
  private static final Retention KEEP =
      new Retention(10, Duration.ofHours(1), Duration.ofMinutes(5));
  private static final PageLimits WIDE = new PageLimits(10, 1 << 20);

  /** What docs/operations.md asks of an operator, as far as the broker needs it. */
  private static final String USER =
      "user tide on >s3cret/word ~tw:* &tw:* -@all +info +ping +spublish +ssubscribe +sunsubscribe"
          + " +evalsha +script|load +client +hello"
          + " +time +hget +hset +hmget +del +get +set +pexpire +xadd +xtrim +xrange +xrevrange";

  @TempDir Path folder;

  @Test
  void worksAsAUserWithTheRightsThatTheDocumentationNames() {
    try (RedisProcess server = RedisProcess.start(USER);
        RedisFixture fixture =
            RedisFixture.connected("redis://tide:s3cret%2Fword@127.0.0.1:" + server.port())) {
      use(fixture);
    }
  }

  @Test
  void worksWithAPasswordAlone() {
    try (RedisProcess server = RedisProcess.start()) {
      server.set("requirepass", "s3cret");
      try (RedisFixture fixture =
          RedisFixture.connected("redis://:s3cret@127.0.0.1:" + server.port())) {
        use(fixture);
      }
    }
  }

  @Test
  void isNotAvailableWithAWrongPassword() {
    try (RedisProcess server = RedisProcess.start()) {
      server.set("requirepass", "s3cret");
      try (RedisFixture fixture =
          RedisFixture.connecting("redis://:wrong@127.0.0.1:" + server.port())) {
        assertNeverUsable(fixture);
      }
    }
  }

  @Test
  void checksTheCertificateOfRedis() throws Exception {
    TestCertificate certificate = TestCertificate.in(folder);
    Path pem = certificate.writePem(folder.resolve("ca.pem"));
    try (RedisProcess server = RedisProcess.start();
        FaultProxy tls = FaultProxy.withTls(server.port(), certificate.context())) {
      try (RedisFixture fixture = RedisFixture.connecting(overTls(tls, pem))) {
        await().atMost(Duration.ofSeconds(20)).until(fixture.redis()::available);
        use(fixture);
      }
      try (RedisFixture fixture = RedisFixture.connecting(overTls(tls, null))) {
        assertNeverUsable(fixture);
      }
    }
  }

  private static void use(RedisFixture fixture) {
    Broker broker = fixture.broker();
    ChannelName channel = fixture.unusedChannel();
    RecordingListener listener = new RecordingListener();
    await(broker.subscribe(channel, listener, KEEP));
    Publish publish = new Publish(channel, Payload.of("1"), null, new IdempotencyKey("k"), KEEP);
    await(broker.publish(publish));
    await(broker.publish(publish));

    await().until(() -> listener.heard().size() == 1);
    for (HistoryQuery query :
        new HistoryQuery[] {
          new HistoryQuery.Last(10, WIDE), new HistoryQuery.Before(Long.MAX_VALUE, WIDE)
        }) {
      assertThat(await(broker.read(channel, query, KEEP)).messages()).hasSize(1);
    }
    broker.unsubscribe(channel);
  }

  private static void assertNeverUsable(RedisFixture fixture) {
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(5))
        .until(() -> !fixture.redis().available());
    assertRefused(
        fixture
            .broker()
            .publish(new Publish(fixture.unusedChannel(), Payload.of("1"), null, null, KEEP)),
        ErrorCode.UNAVAILABLE);
  }

  private static RedisOptions overTls(FaultProxy tls, @Nullable Path certificates) {
    RedisOptions defaults =
        RedisOptions.defaults(RedisAddress.parse("rediss://localhost:" + tls.port()));
    return new RedisOptions(
        defaults.address(),
        certificates,
        defaults.timeout(),
        defaults.maxPending(),
        defaults.probe(),
        defaults.reconnect(),
        defaults.topology());
  }
}
