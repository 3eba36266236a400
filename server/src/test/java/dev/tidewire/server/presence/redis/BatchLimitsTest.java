package dev.tidewire.server.presence.redis;

import static dev.tidewire.server.broker.Stages.await;
import static dev.tidewire.server.presence.redis.RoomTool.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.support.redis.SharedRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How many batches changes go in that come at once: the first one goes alone, for nothing says that
 * more will follow; those behind it gather.
 */
class BatchLimitsTest {
  private static final UnusedChannels CHANNELS = new UnusedChannels();
  private static final int BYTES = 400;

  private final RoomTool room = new RoomTool(CHANNELS.next());
  private PresenceNode node;

  @BeforeEach
  void start() {
    RedisPresenceOptions options =
        new RedisPresenceOptions(
            Duration.ofSeconds(30),
            Duration.ofMillis(20),
            3,
            BYTES,
            1000,
            256 * 1024,
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));
    node = PresenceNode.on(SharedRedis.url(), options);
    new RoomTool(CHANNELS.next()).join(node, "warm"); // the lease is held now
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void sendsAFullBatchOfChangesTogether() {
    assertThat(batchesOf(1 + 3, 10)).isEqualTo(2);
  }

  @Test
  void sendsOneChangeMoreInAnotherBatch() {
    assertThat(batchesOf(1 + 4, 10)).isEqualTo(3);
  }

  @Test
  void sendsAFullBatchOfBytesTogether() {
    assertThat(batchesOf(1 + 2, BYTES / 2 - "s0".length() - "alice".length())).isEqualTo(2);
  }

  @Test
  void sendsOneByteMoreInAnotherBatch() {
    assertThat(batchesOf(1 + 2, BYTES / 2 - "s0".length() - "alice".length() + 1)).isEqualTo(3);
  }

  @Test
  void sendsAMemberThatIsLargerThanABatchAlone() {
    assertThat(batchesOf(1 + 2, 2 * BYTES)).isEqualTo(3);
    assertThat(room.page(node, null, 10).count()).isEqualTo(3);
  }

  private int batchesOf(int members, int infoBytes) {
    double before = node.count("batches_total");
    CountDownLatch goOn = node.pause();
    List<CompletionStage<Void>> joins =
        IntStream.range(0, members)
            .mapToObj(i -> member("s" + i, infoBytes))
            .map(one -> node.presence().join(room.channel(), one))
            .toList();
    goOn.countDown();
    joins.forEach(one -> await(one));
    return (int) (node.count("batches_total") - before);
  }
}
