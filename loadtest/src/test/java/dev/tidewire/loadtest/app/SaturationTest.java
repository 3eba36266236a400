package dev.tidewire.loadtest.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.loadtest.driver.Conversation;
import dev.tidewire.loadtest.driver.Driver;
import dev.tidewire.loadtest.driver.Member;
import dev.tidewire.loadtest.driver.PlainDriver;
import dev.tidewire.loadtest.measure.Payload;
import dev.tidewire.loadtest.net.Compression;
import dev.tidewire.loadtest.net.Endpoint;
import dev.tidewire.loadtest.report.Result;
import dev.tidewire.loadtest.report.Results;
import dev.tidewire.loadtest.report.Threshold;
import dev.tidewire.loadtest.scenario.Plan;
import dev.tidewire.loadtest.scenario.Scenarios;
import dev.tidewire.loadtest.scenario.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A generator that has no time left must not blame the server. */
class SaturationTest {
  private static final int CLIENTS = 4;
  private static final int RATE = 200;

  /** At 800 messages per second this is more than twice the time that there is. */
  private static final long BURN_NANOS = 3_000_000;

  @Test
  void invalidatesARunInWhichItsOwnLoopWasOverloaded() throws Exception {
    Result result = run(new BurningDriver());

    assertThat(result.generator().saturated()).isTrue();
    assertThat(result.generator().why()).isNotEmpty();
  }

  @Test
  void failsWhatItMeasuredInSuchARunAndKeepsWhatItCounted() throws Exception {
    Result result = run(new BurningDriver());

    assertThat(judged("delivery.p50<1000s", result)).isFalse();
    assertThat(judged("duplicates==0", result)).isTrue();
  }

  private static boolean judged(String threshold, Result result) {
    return Threshold.applied(List.of(Threshold.parse(threshold)), result).passed();
  }

  private static Result run(Driver driver) throws Exception {
    try (PlainServer server = new PlainServer(PlainServer.Fault.NONE)) {
      Plan plan = plan(server);
      try (Stage stage = new Stage(plan, driver, (second, progress, delivery) -> {})) {
        Scenarios.steady().play(stage);
        Results.Subject subject =
            new Results.Subject("burning", null, "burning", "fanout", "ws", "", Map.of(), Map.of());
        return Results.of(subject, plan, stage.findings());
      }
    }
  }

  private static Plan plan(PlainServer server) throws IOException {
    return new Plan(
        new Plan.Target(
            List.of(Endpoint.of(server.url(), "ws", "/")),
            List.of(),
            List.of(),
            Compression.NONE,
            List.of(),
            List.of()),
        new Plan.Load(CLIENTS, 1, 1, 1, RATE, 1, 64, Payload.RANDOM, 1000),
        new Plan.Timing(
            1000,
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ofMillis(200),
            Duration.ofMillis(800),
            Duration.ofMillis(100),
            1),
        1);
  }

  /** Takes far too long for each message, as an overloaded generator does. */
  private static final class BurningDriver implements Driver {
    private final Driver plain = new PlainDriver("ws");

    @Override
    public String name() {
      return plain.name();
    }

    @Override
    public String subprotocol() {
      return plain.subprotocol();
    }

    @Override
    public String defaultPath() {
      return plain.defaultPath();
    }

    @Override
    public String channel(String run, int number) {
      return plain.channel(run, number);
    }

    @Override
    public Conversation conversation(Member member, Conversation.Listener listener) {
      return new BurningConversation(plain.conversation(member, listener));
    }
  }

  /** Burns CPU before it looks at a delivery. */
  private record BurningConversation(Conversation plain) implements Conversation {
    @Override
    public void opened(Wire wire) {
      plain.opened(wire);
    }

    @Override
    public void message(Wire wire, byte[] array, int from, int to) {
      long until = System.nanoTime() + (array[from] == '~' ? BURN_NANOS : 0);
      while (System.nanoTime() - until < 0) {
        Thread.onSpinWait();
      }
      plain.message(wire, array, from, to);
    }

    @Override
    public boolean publish(Wire wire, int channel, long id, byte[] content) {
      return plain.publish(wire, channel, id, content);
    }
  }
}
