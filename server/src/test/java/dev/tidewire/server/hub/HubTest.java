package dev.tidewire.server.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tidewire.server.hub.Hub.Interest;
import dev.tidewire.server.metrics.HubMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HubTest {
  private static final ChannelName CHAT = new ChannelName("chat:1");
  private static final ChannelName NEWS = new ChannelName("news:1");

  private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
  private final Metrics scraped = new Metrics();
  private final HubMetrics metrics = new HubMetrics(scraped);
  private final Hub hub = new Hub(loop::add, loop::add, metrics);

  /** Keeps the offsets that it was given. */
  private static final class Recorder extends Subscriber {
    private final List<Long> offsets = new ArrayList<>();
    private final Set<Audience> audiences = EnumSet.noneOf(Audience.class);

    @Override
    protected void deliver(Delivery.OfMessage delivery, Audience audience) {
      offsets.add(delivery.message().offset());
      audiences.add(audience);
    }

    @Override
    protected void deliver(Delivery.Checkpoint checkpoint) {}

    @Override
    protected void deliver(Delivery.OfPresence delivery, Audience audience) {
      offsets.add(-1L);
    }
  }

  @Test
  void deliversToTheSubscribersOfTheChannelOnly() {
    Recorder alice = join(CHAT);
    Recorder bob = join(NEWS);

    publish(CHAT, 1);
    runAll();

    assertThat(alice.offsets).containsExactly(1L);
    assertThat(bob.offsets).isEmpty();
    assertThat(hub.backlog()).isZero();
    assertThat(metrics.deliveries()).isEqualTo(1);
  }

  @Test
  void measuresTheAgeOfOneMessageInSixteen() {
    join(CHAT);
    for (int offset = 1; offset <= 17; offset++) {
      publish(CHAT, offset);
    }

    runAll();

    assertThat(scraped.scrape()).contains("tidewire_delivery_latency_seconds_count 2\n");
  }

  @Test
  void letsTheLoopsOtherWorkInBetweenTheSlicesOfALargeChannel() {
    List<Recorder> crowd = join(CHAT, Hub.SLICE * 3);
    Recorder quiet = join(NEWS);

    publish(CHAT, 1);
    publish(NEWS, 1);
    runOne();
    runOne();

    assertThat(quiet.offsets).containsExactly(1L);
    assertThat(crowd.getLast().offsets).isEmpty();
    runAll();
    assertThat(crowd).allSatisfy(member -> assertThat(member.offsets).containsExactly(1L));
  }

  @Test
  void tellsSubscribersWhetherTheyAreMoreThanOneSlice() {
    List<Recorder> few = join(NEWS, Hub.SLICE);
    List<Recorder> many = join(CHAT, Hub.SLICE + 1);

    publish(NEWS, 1);
    publish(CHAT, 1);
    runAll();

    assertThat(few).allSatisfy(one -> assertThat(one.audiences).containsExactly(Audience.FEW));
    assertThat(many).allSatisfy(one -> assertThat(one.audiences).containsExactly(Audience.MANY));
  }

  @Test
  void keepsTheOrderOfAChannelWhoseDeliveriesOverlap() {
    List<Recorder> crowd = join(CHAT, Hub.SLICE * 2 + 1);

    for (int offset = 1; offset <= 5; offset++) {
      publish(CHAT, offset);
    }
    runAll();

    assertThat(crowd)
        .allSatisfy(member -> assertThat(member.offsets).containsExactly(1L, 2L, 3L, 4L, 5L));
    assertThat(hub.backlog()).isZero();
  }

  @Test
  void servesNobodyTwiceAndPassesNobodyOverWhileOthersComeAndGo() {
    Random random = new Random(42);
    for (int round = 0; round < 50; round++) {
      List<Recorder> staying = join(CHAT, Hub.SLICE * 2);
      List<Recorder> leaving = join(CHAT, Hub.SLICE);
      publish(CHAT, 1);
      publish(CHAT, 2);
      while (!loop.isEmpty()) {
        runOne();
        for (int i = 0; i < 100 && !leaving.isEmpty(); i++) {
          leave(CHAT, leaving.remove(random.nextInt(leaving.size())));
          join(CHAT);
        }
      }
      assertThat(staying).allSatisfy(member -> assertThat(member.offsets).containsExactly(1L, 2L));
      staying.forEach(member -> leave(CHAT, member));
    }
  }

  @Test
  void doesNotServeOneThatCameAfterTheDeliveryBegan() {
    join(CHAT, Hub.SLICE + 1);
    publish(CHAT, 1);
    runOne();
    Recorder late = join(CHAT);

    publish(CHAT, 2);
    runAll();

    assertThat(late.offsets).containsExactly(2L);
  }

  @Test
  void saysWhenTheLastSubscriberHasLeft() {
    Recorder alice = join(CHAT);
    Recorder bob = join(CHAT);

    assertThat(hub.remove(CHAT, alice)).isEqualTo(Interest.WANTED);
    assertThat(hub.remove(CHAT, bob)).isEqualTo(Interest.NO_LONGER_WANTED);
    assertThatIllegalStateException().isThrownBy(() -> hub.remove(CHAT, bob));
  }

  @Test
  void dropsWhatWasOnItsWayToAChannelThatNobodyListensToAnyMore() {
    Recorder alice = join(CHAT);
    publish(CHAT, 1);
    leave(CHAT, alice);

    runAll();

    assertThat(alice.offsets).isEmpty();
    assertThat(hub.backlog()).isZero();
  }

  @Test
  void survivesThatEverybodyLeavesInTheMiddleOfADelivery() {
    List<Recorder> crowd = join(CHAT, Hub.SLICE * 2);
    publish(CHAT, 1);
    runOne();

    crowd.forEach(member -> leave(CHAT, member));
    Recorder next = join(CHAT);
    publish(CHAT, 2);
    runAll();

    assertThat(next.offsets).containsExactly(2L);
    assertThat(hub.backlog()).isZero();
  }

  @Test
  void countsWhatWaitsInItsBacklog() {
    join(CHAT, Hub.SLICE + 1);
    LongStream.rangeClosed(1, 3).forEach(offset -> publish(CHAT, offset));

    assertThat(hub.backlog()).isEqualTo(3);
    runAll();
    assertThat(hub.backlog()).isZero();
  }

  private Recorder join(ChannelName channel) {
    Recorder recorder = new Recorder();
    hub.add(channel, recorder);
    return recorder;
  }

  private List<Recorder> join(ChannelName channel, int many) {
    List<Recorder> recorders = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      recorders.add(join(channel));
    }
    return recorders;
  }

  private void leave(ChannelName channel, Recorder recorder) {
    assertThat(hub.remove(channel, recorder)).isNotNull();
  }

  private void publish(ChannelName channel, long offset) {
    hub.post(
        channel,
        new Delivery.OfMessage(channel, "e", new Message(offset, Payload.of("1"), null, 0)));
  }

  private void runOne() {
    loop.remove().run();
  }

  private void runAll() {
    while (!loop.isEmpty()) {
      runOne();
    }
  }
}
