package dev.tidewire.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidewire.server.history.HistoryPage.Continuity;
import dev.tidewire.server.history.Step.Next;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final PageLimits BACKLOG = new PageLimits(3, 1000);

  @Test
  void mergesThePageWithWhatCameMeanwhile() {
    CatchUp catchUp = CatchUp.after(new Position("e", 1), BACKLOG);
    assertThat(catchUp.live("e", message(3))).isEqualTo(Step.WAIT);
    assertThat(catchUp.live("e", message(4))).isEqualTo(Step.WAIT);

    Step step = catchUp.page(page("e", 3, 2, 3));

    assertThat(step).isEqualTo(new Step(messages(2, 3, 4), new Next.Live()));
    assertThat(catchUp.position()).isEqualTo(new Position("e", 4));
    assertThat(catchUp.isLive()).isTrue();
  }

  @Test
  void readsPageAfterPage() {
    CatchUp catchUp = CatchUp.after(new Position("e", 1), BACKLOG);

    Step step = catchUp.page(morePage("e", 9, 2, 3));

    assertThat(step).isEqualTo(new Step(messages(2, 3), new Next.Read(new Position("e", 3))));
  }

  @Test
  void readsAgainWhatAnOverflowDropped() {
    CatchUp catchUp = CatchUp.after(new Position("e", 0), BACKLOG);
    for (long offset = 1; offset <= 4; offset++) {
      assertThat(catchUp.live("e", message(offset))).isEqualTo(Step.WAIT);
    }

    Step first = catchUp.page(page("e", 0));
    Step second = catchUp.page(page("e", 4, 1, 2, 3, 4));

    assertThat(first).isEqualTo(new Step(List.of(), new Next.Read(new Position("e", 0))));
    assertThat(second).isEqualTo(new Step(messages(1, 2, 3, 4), new Next.Live()));
  }

  @Test
  void beginsBehindTheNewestMessages() {
    CatchUp catchUp = CatchUp.fresh(BACKLOG);

    assertThat(catchUp.page(page("e", 9, 8, 9)).deliver()).isEqualTo(messages(8, 9));
    assertThat(catchUp.accepts("e", 10)).isTrue();
  }

  @Test
  void passesTheNextMessageOnly() {
    CatchUp catchUp = liveAt("e", 5);

    assertThat(catchUp.accepts("e", 5)).isFalse();
    assertThat(catchUp.accepts("e", 7)).isFalse();
    assertThat(catchUp.accepts("f", 6)).isFalse();
    assertThat(catchUp.accepts("e", 6)).isTrue();
    assertThat(catchUp.live("e", message(6))).isEqualTo(Step.LIVE);
    assertThat(catchUp.live("e", message(7))).isEqualTo(new Step(messages(7), new Next.Live()));
  }

  @Test
  void readsWhatWasSkipped() {
    CatchUp catchUp = liveAt("e", 5);

    assertThat(catchUp.live("e", message(8)).next()).isEqualTo(new Next.Read(new Position("e", 5)));
    assertThat(catchUp.page(page("e", 8, 6, 7, 8)))
        .isEqualTo(new Step(messages(6, 7, 8), new Next.Live()));
  }

  @Test
  void losesOnlyWhatIsNotInTheBacklogWhenTheEpochChanges() {
    CatchUp catchUp = liveAt("e", 5);

    assertThat(catchUp.live("f", message(1)).next()).isEqualTo(new Next.Read(new Position("e", 5)));
    assertThat(catchUp.page(lostPage("f", 1)).next())
        .isEqualTo(new Next.Lost(new Position("f", 0)));
    assertThat(catchUp.proceed()).isEqualTo(new Step(messages(1), new Next.Live()));
  }

  @Test
  void ignoresALateMessageOfAnEpochThatIsOver() {
    CatchUp catchUp = CatchUp.after(new Position("e", 5), BACKLOG);
    assertThat(catchUp.page(lostPage("f", 3)).next())
        .isEqualTo(new Next.Lost(new Position("f", 3)));
    assertThat(catchUp.proceed()).isEqualTo(Step.LIVE);

    assertThat(catchUp.live("e", message(6)).next()).isEqualTo(new Next.Read(new Position("f", 3)));
    assertThat(catchUp.page(page("f", 3))).isEqualTo(Step.LIVE);
  }

  @Test
  void losesNothingWhenTheBacklogHoldsWhatTheHistoryDropped() {
    CatchUp catchUp = CatchUp.after(new Position("e", 5), BACKLOG);
    assertThat(catchUp.live("e", message(6))).isEqualTo(Step.WAIT);
    assertThat(catchUp.live("e", message(7))).isEqualTo(Step.WAIT);

    assertThat(catchUp.page(lostPage("e", 7))).isEqualTo(new Step(messages(6, 7), new Next.Live()));
  }

  @Test
  void standsAtTheTopWhenItsPositionLiesInTheFuture() {
    CatchUp catchUp = CatchUp.after(new Position("e", 50), BACKLOG);
    assertThat(catchUp.live("e", message(32))).isEqualTo(Step.WAIT);

    assertThat(catchUp.page(lostPage("e", 31)).next())
        .isEqualTo(new Next.Lost(new Position("e", 31)));
    assertThat(catchUp.proceed()).isEqualTo(new Step(messages(32), new Next.Live()));
  }

  @Test
  void takesASharedPageThatBeginsEarlier() {
    CatchUp catchUp = CatchUp.after(new Position("e", 3), BACKLOG);

    assertThat(catchUp.page(page("e", 5, 2, 3, 4, 5)).deliver()).isEqualTo(messages(4, 5));
  }

  @Test
  void refusesAPageWithAHole() {
    CatchUp catchUp = CatchUp.after(new Position("e", 3), BACKLOG);

    assertThatThrownBy(() -> catchUp.page(page("e", 6, 5, 6)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A page goes on at offset 5 behind 3.");
  }

  @Test
  void passesEverythingInAChannelWithoutHistory() {
    CatchUp catchUp = CatchUp.plain();

    assertThat(catchUp.accepts("", 0)).isTrue();
    assertThat(catchUp.position()).isNull();
  }

  private static CatchUp liveAt(String epoch, long offset) {
    CatchUp catchUp = CatchUp.after(new Position(epoch, offset), BACKLOG);
    assertThat(catchUp.page(page(epoch, offset)).next()).isEqualTo(new Next.Live());
    return catchUp;
  }

  private static HistoryPage page(String epoch, long top, long... offsets) {
    return new HistoryPage(new Position(epoch, top), Continuity.KEPT, messages(offsets), false);
  }

  private static HistoryPage morePage(String epoch, long top, long... offsets) {
    return new HistoryPage(new Position(epoch, top), Continuity.KEPT, messages(offsets), true);
  }

  private static HistoryPage lostPage(String epoch, long top) {
    return new HistoryPage(new Position(epoch, top), Continuity.LOST, List.of(), false);
  }

  private static List<Message> messages(long... offsets) {
    return Arrays.stream(offsets).mapToObj(CatchUpTest::message).toList();
  }

  private static Message message(long offset) {
    return new Message(offset, Payload.of("1"), null, 0);
  }
}
