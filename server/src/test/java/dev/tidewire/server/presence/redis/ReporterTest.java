package dev.tidewire.server.presence.redis;

import static dev.tidewire.server.presence.redis.RoomTool.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.presence.PresenceListener;
import dev.tidewire.server.presence.redis.Report.Kind;
import dev.tidewire.server.protocol.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReporterTest {
  private static final int MOST = PresenceNode.OPTIONS.batchChanges();
  private static final int BYTES = PresenceNode.OPTIONS.batchBytes();

  private final List<String> calls = new ArrayList<>();
  private final Reporter reporter = new Reporter(new Calls(), PresenceNode.OPTIONS);

  @Test
  void keepsTheOrderOfJoinsAndLeaves() {
    reporter.tell(
        List.of(
            new Report(Kind.JOINED, member("a")),
            new Report(Kind.JOINED, member("b")),
            new Report(Kind.LEFT, member("a")),
            new Report(Kind.JOINED, member("a"))));

    assertThat(calls).containsExactly("+2", "-1", "+1");
  }

  @Test
  void saysNothingWhenThereIsNothing() {
    reporter.tell(List.of());

    assertThat(calls).isEmpty();
  }

  @Test
  void tellsOfAsManyAtOnceAsABatchHolds() {
    reporter.tell(left(MOST));
    reporter.tell(left(MOST + 1));

    assertThat(calls).containsExactly("-" + MOST, "-" + MOST, "-1");
  }

  @Test
  void tellsOfAsManyBytesAtOnceAsABatchHolds() {
    int info = BYTES / 2 - "a".length() - "alice".length();
    reporter.tell(
        List.of(
            new Report(Kind.JOINED, member("a", info)),
            new Report(Kind.JOINED, member("b", info)),
            new Report(Kind.LEFT, member("a", info)),
            new Report(Kind.LEFT, member("b", info + 1))));

    assertThat(calls).containsExactly("+2", "-1", "-1");
  }

  @Test
  void outlivesAListenerThatFails() {
    Reporter toNobody =
        new Reporter(
            new PresenceListener() {
              @Override
              public void joined(List<Member> members) {
                throw new IllegalStateException("This is a test.");
              }

              @Override
              public void left(List<Member> members) {
                calls.add("left");
              }
            },
            PresenceNode.OPTIONS);
    toNobody.tell(
        List.of(new Report(Kind.JOINED, member("a")), new Report(Kind.LEFT, member("a"))));

    assertThat(calls).containsExactly("left");
  }

  private static List<Report> left(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> new Report(Kind.LEFT, member("s" + i)))
        .toList();
  }

  private final class Calls implements PresenceListener {
    @Override
    public void joined(List<Member> members) {
      calls.add("+" + members.size());
    }

    @Override
    public void left(List<Member> members) {
      calls.add("-" + members.size());
    }
  }
}
