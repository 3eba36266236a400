package dev.tidewire.server.presence.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.presence.redis.Nodes.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodesTest {
  private final Nodes nodes = new Nodes();

  @Test
  void doesNotKnowANodeThatItMeetsForTheFirstTime() {
    answer("a");

    assertThat(nodes.state("new")).isEqualTo(State.UNKNOWN);
    answer("a", "new");
    assertThat(nodes.state("new")).isEqualTo(State.ALIVE);
  }

  @Test
  void takesANodeForDeadThatIsMissingInAnAnswerAskedForAfterItWasMet() {
    answer("a");
    assertThat(nodes.state("ghost")).isEqualTo(State.UNKNOWN);
    answer("a");

    assertThat(nodes.state("ghost")).isEqualTo(State.DEAD);
  }

  @Test
  void saysNothingByAnAnswerThatWasAskedForBeforeItMetTheNode() {
    nodes.asking();
    assertThat(nodes.state("new")).isEqualTo(State.UNKNOWN);
    nodes.answered(List.of("a"), true);

    assertThat(nodes.state("new")).isEqualTo(State.UNKNOWN);
  }

  @Test
  void takesANodeForDeadWhoseLeaseIsGone() {
    answer("a", "b");
    answer("a");

    assertThat(nodes.state("b")).isEqualTo(State.DEAD);
    assertThat(nodes.anyDead()).isTrue();
    assertThat(nodes.count()).isEqualTo(1);
  }

  @Test
  void waitsForANodeThatHadNoTimeToRenewItsLease() {
    answer("a", "b");
    nodes.asking();
    nodes.answered(List.of("a"), false);
    assertThat(nodes.state("b")).isEqualTo(State.UNKNOWN);

    answer("a");

    assertThat(nodes.state("b")).isEqualTo(State.DEAD);
  }

  @Test
  void forgetsItsDoubtsWhenTheNodeIsBack() {
    answer("a", "b");
    nodes.asking();
    nodes.answered(List.of("a"), false);
    answer("a", "b");

    assertThat(nodes.state("b")).isEqualTo(State.ALIVE);
    assertThat(nodes.anyDead()).isFalse();
  }

  private void answer(String... alive) {
    nodes.asking();
    nodes.answered(List.of(alive), true);
  }
}
