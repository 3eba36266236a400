package dev.tidewire.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.session.SessionBench.Client;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a namespace says about the writing of its messages, on a loop that is busy. */
final class FlushTest {
  private final SessionBench bench = new SessionBench();
  private final Client reader = bench.connect("reader");
  private final Client writer = bench.connect("writer");

  private FlushTest() {
    reader.says("{\"id\":2,\"subscribe\":{\"channel\":\"chat:1\"}}");
    reader.says("{\"id\":3,\"subscribe\":{\"channel\":\"game:1\"}}");
    reader.hears();
    reader.slowDown(Duration.ofMillis(1));
    publish("chat:1", "begins");
    assertThat(reader.hears()).hasSize(1);
  }

  @Test
  void gathersWhatIsSaidMeanwhile() {
    publish("chat:1", "a");
    publish("chat:1", "b");
    assertThat(reader.hears()).isEmpty();
    bench.harness.advance(Duration.ofMillis(5));
    assertThat(reader.hears()).hasSize(2);
  }

  @Test
  void writesAtOnceWhatIsPromptAndInOrder() {
    publish("chat:1", "a");
    publish("game:1", "b");
    assertThat(reader.hears())
        .satisfiesExactly(
            first -> assertThat(first).contains("chat:1"),
            second -> assertThat(second).contains("game:1"));
    publish("game:1", "c");
    assertThat(reader.hears()).hasSize(1);
  }

  @Test
  void doesNotHoldUpAChannelOfFewForOneOfMany() {
    bench.harness.advance(Duration.ofMillis(5));
    List<Client> crowd = Stream.generate(this::joinTheCrowd).limit(1000).toList();
    crowd.getFirst().slowDown(Duration.ofMillis(1));
    publish("chat:crowd", "a");
    publish("chat:crowd", "b");
    assertThat(crowd.getFirst().hears()).hasSize(1);
    publish("chat:1", "c");
    assertThat(reader.hears()).hasSize(1);
    bench.harness.advance(Duration.ofMillis(5));
    assertThat(crowd.getFirst().hears()).hasSize(1);
    assertThat(crowd.getLast().hears()).hasSize(2);
  }

  private Client joinTheCrowd() {
    Client member = bench.connect("member");
    member.says("{\"id\":2,\"subscribe\":{\"channel\":\"chat:crowd\"}}");
    member.hears();
    return member;
  }

  private void publish(String channel, String data) {
    writer.says(
        "{\"id\":9,\"publish\":{\"channel\":\"%s\",\"data\":\"%s\"}}".formatted(channel, data));
  }
}
