package dev.tidewire.server.checker;

import static dev.tidewire.server.checker.Script.CHANNEL;
import static dev.tidewire.server.checker.Script.clean;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each rule with a history that breaks it, and histories that look odd and break none. */
final class HistoryCheckerTest {
  private static final Expectations WITH_A_RESET =
      Expectations.defaults().with(Expectation.MAX_RESETS, 1);

  private static Mark mark(String epoch, long offset) {
    return new Mark(epoch, offset);
  }

  private static void breaksOnly(Rule rule, Script script) {
    breaksOnly(rule, script, Expectations.defaults());
  }

  private static void breaksOnly(Rule rule, Script script, Expectations expectations) {
    Verdict verdict = script.verdict(expectations);
    assertThat(verdict.broken().keySet()).as(verdict.toString()).containsExactly(rule);
  }

  private static void isClean(Script script, Expectations expectations) {
    Verdict verdict = script.verdict(expectations);
    assertThat(verdict.broken()).as(verdict.toString()).isEmpty();
  }

  @Test
  void passesAHistoryInWhichEverythingWorked() {
    isClean(clean().stands("a", "e", 1).stands("b", "e", 1), Expectations.defaults());
  }

  @Test
  void passesAResumeThatBringsWhatWasMissed() {
    isClean(
        clean()
            .leaves("a")
            .ok("m2", "e", 2)
            .ok("m3", "e", 3)
            .resumes("a", mark("e", 1), true, "e", 2, 1)
            .sees("a", "e", 2, "m2")
            .sees("a", "e", 3, "m3")
            .stands("a", "e", 3),
        Expectations.defaults().with(Expectation.MIN_PUBLISHED, 3));
  }

  @Test
  void passesAnnouncedResets() {
    Script script =
        clean()
            .leaves("a")
            .gap("b", "f", 0)
            .resumes("a", mark("e", 1), false, "f", 0, 0)
            .ok("m2", "f", 1)
            .sees("a", "f", 1, "m2")
            .sees("b", "f", 1, "m2")
            .stands("a", "f", 1)
            .stands("b", "f", 1);
    isClean(script, Expectations.defaults().with(Expectation.MAX_RESETS, 2));
    breaksOnly(Rule.LIMIT, script, WITH_A_RESET);
  }

  @Test
  void passesADoubtfulPublishThatAppearsAndOneThatDoesNot() {
    isClean(
        clean().unknown("m2").unknown("m3").sees("a", "e", 2, "m3").stands("a", "e", 2),
        Expectations.defaults());
  }

  @Test
  void flagsAMessageThatNobodyPublished() {
    breaksOnly(Rule.PHANTOM, clean().sees("a", "e", 2, "x").stands("a", "e", 2));
  }

  @Test
  void waitsForAPublisherWhoseLogComesLater() {
    isClean(
        clean().sees("a", "e", 2, "m2").ok("m2", "e", 2).stands("a", "e", 2),
        Expectations.defaults());
  }

  @Test
  void flagsAMessageWhosePublishFailedEarlierOrLater() {
    breaksOnly(
        Rule.PHANTOM, clean().invoke("m2").fails("m2").sees("a", "e", 2, "m2").stands("a", "e", 2));
    breaksOnly(
        Rule.PHANTOM, clean().invoke("m2").sees("a", "e", 2, "m2").fails("m2").stands("a", "e", 2));
  }

  @Test
  void flagsAMessageInAnotherChannel() {
    Script script = clean().add(new Event.PublishInvoked(100, "p", "chat:other", "m2"));
    breaksOnly(Rule.PHANTOM, script.sees("a", "e", 2, "m2").stands("a", "e", 2));
  }

  @Test
  void flagsTwoMessagesAtOneOffset() {
    breaksOnly(
        Rule.MISMATCH,
        clean()
            .invoke("m2")
            .invoke("m3")
            .sees("a", "e", 2, "m2")
            .sees("b", "e", 2, "m3")
            .stands("a", "e", 2)
            .stands("b", "e", 2));
  }

  @Test
  void flagsOneMessageAtTwoOffsets() {
    breaksOnly(Rule.MISMATCH, clean().sees("a", "e", 2, "m1").stands("a", "e", 2));
  }

  @Test
  void flagsARetryThatWasPublishedAgain() {
    breaksOnly(Rule.MISMATCH, clean().acknowledge("m1", "e", 2).stands("a", "e", 1));
  }

  @Test
  void flagsASilentGap() {
    breaksOnly(
        Rule.HOLE,
        clean()
            .ok("m2", "e", 2)
            .sees("b", "e", 2, "m2")
            .ok("m3", "e", 3)
            .sees("b", "e", 3, "m3")
            .sees("a", "e", 3, "m3")
            .stands("a", "e", 3)
            .stands("b", "e", 3));
  }

  @Test
  void flagsAReplyThatBringsLessThanItSays() {
    breaksOnly(
        Rule.HOLE,
        clean()
            .ok("m2", "e", 2)
            .leaves("a")
            .resumes("a", mark("e", 1), true, "e", 2, 1)
            .leaves("a")
            .sees("b", "e", 2, "m2")
            .stands("b", "e", 2));
  }

  @Test
  void flagsADuplicateUnlessTheyAreAllowed() {
    Script script = clean().sees("a", "e", 1, "m1").stands("a", "e", 1);
    Verdict verdict = script.verdict();
    assertThat(verdict.broken().keySet()).containsExactly(Rule.DUPLICATE, Rule.LIMIT);
    isClean(script, Expectations.defaults().with(Expectation.MAX_DUPLICATES, 1));
  }

  @Test
  void flagsASwap() {
    Verdict verdict =
        clean()
            .ok("m2", "e", 2)
            .ok("m3", "e", 3)
            .sees("a", "e", 3, "m3")
            .sees("a", "e", 2, "m2")
            .stands("a", "e", 3)
            .verdict();
    assertThat(verdict.broken()).containsKeys(Rule.HOLE, Rule.DUPLICATE);
  }

  @Test
  void flagsAnotherEpochThatWasNotAnnounced() {
    breaksOnly(
        Rule.EPOCH_MIX, clean().ok("m2", "f", 2).sees("a", "f", 2, "m2").stands("a", "f", 2));
  }

  @Test
  void flagsALostAcknowledgedWrite() {
    breaksOnly(Rule.LOST, clean().ok("m2", "e", 2).stands("a", "e", 1).stands("b", "e", 1));
  }

  @Test
  void countsAcknowledgedWritesThatWentWithTheirEpoch() {
    Script script = clean().ok("m2", "e", 2).gap("a", "f", 0).stands("a", "f", 0);
    breaksOnly(Rule.LIMIT, script, WITH_A_RESET);
    isClean(script, WITH_A_RESET.with(Expectation.MAX_ANNOUNCED_LOSSES, 1));
  }

  @Test
  void doesNotMissWhatWasWrittenBeforeAnybodyCame() {
    Script early = new Script().ok("m0", "e", 1);
    early.add(new Event.Connected(5, "a", "s", "n"));
    early.resumes("a", mark("e", 1), true, "e", 1, 0);
    isClean(
        early.ok("m1", "e", 2).sees("a", "e", 2, "m1").stands("a", "e", 2),
        Expectations.defaults());
  }

  @Test
  void flagsAPublisherWhoseMessagesChangePlaces() {
    breaksOnly(
        Rule.ORDER,
        new Script()
            .join("a")
            .ok("m1", "e", 2)
            .ok("m2", "e", 1)
            .sees("a", "e", 1, "m2")
            .sees("a", "e", 2, "m1")
            .stands("a", "e", 2));
  }

  @Test
  void letsPublishesUnderWayTogetherChangePlaces() {
    isClean(
        new Script()
            .join("a")
            .invoke("m1")
            .invoke("m2")
            .acknowledge("m1", "e", 2)
            .acknowledge("m2", "e", 1)
            .sees("a", "e", 1, "m2")
            .sees("a", "e", 2, "m1")
            .stands("a", "e", 2),
        Expectations.defaults());
  }

  @Test
  void flagsARecoveryWithAHole() {
    breaksOnly(
        Rule.FALSE_RECOVERY,
        clean()
            .ok("m2", "e", 2)
            .ok("m3", "e", 3)
            .sees("b", "e", 2, "m2")
            .sees("b", "e", 3, "m3")
            .leaves("a")
            .resumes("a", mark("e", 1), true, "e", 3, 1)
            .sees("a", "e", 3, "m3")
            .stands("a", "e", 3)
            .stands("b", "e", 3));
  }

  @Test
  void flagsARecoveryIntoAnotherEpoch() {
    breaksOnly(
        Rule.FALSE_RECOVERY,
        clean().leaves("a").resumes("a", mark("e", 1), true, "f", 1, 0).stands("a", "f", 1));
  }

  @Test
  void flagsADeliveryAfterUnsubscribe() {
    breaksOnly(
        Rule.AFTER_THE_END,
        clean()
            .unsubscribes("a")
            .ok("m2", "e", 2)
            .sees("a", "e", 2, "m2")
            .sees("b", "e", 2, "m2")
            .stands("b", "e", 2));
  }

  @Test
  void flagsADeliveryToSomebodyWhoseTokenHasEnded() {
    Script script = clean();
    script.add(new Event.Barred(script.now(), "a", CHANNEL, 1000)).waits(900);
    script.ok("m2", "e", 2).sees("a", "e", 2, "m2").sees("b", "e", 2, "m2");
    script.stands("b", "e", 2);
    isClean(script, Expectations.defaults());
    script.ok("m3", "e", 3).waits(1000).sees("a", "e", 3, "m3");
    breaksOnly(Rule.AFTER_THE_END, script);
  }

  @Test
  void flagsAnotherTenantsChannel() {
    Script script = new Script().add(new Event.Forbidden(0, "a", CHANNEL));
    breaksOnly(
        Rule.FORBIDDEN,
        script.join("a").ok("m1", "e", 1).sees("a", "e", 1, "m1").stands("a", "e", 1));
  }

  @Test
  void flagsClientsThatStandAtDifferentPositionsInTheEnd() {
    breaksOnly(
        Rule.DIVERGENCE,
        clean().ok("m2", "e", 2).sees("a", "e", 2, "m2").stands("a", "e", 2).stands("b", "e", 1));
  }

  @Test
  void flagsAClientThatClaimsAPositionItDoesNotHave() {
    breaksOnly(
        Rule.BROKEN_LOG,
        clean().leaves("a").resumes("a", mark("e", 7), true, "e", 7, 0).stands("a", "e", 7));
  }

  @Test
  void flagsARunInWhichNothingHappened() {
    breaksOnly(Rule.VACUOUS, new Script());
    breaksOnly(
        Rule.VACUOUS,
        clean().stands("a", "e", 1),
        Expectations.defaults().with(Expectation.MIN_RESUMES_PER_CLIENT, 1));
    breaksOnly(
        Rule.VACUOUS,
        clean().stands("a", "e", 1),
        Expectations.defaults().with(Expectation.MIN_FAULTS, 1));
  }

  @Test
  void flagsAFaultInsideWhichNothingWasPublished() {
    breaksOnly(Rule.VACUOUS, clean().fault("kill").healed("kill").stands("a", "e", 1));
    isClean(
        clean()
            .fault("kill")
            .ok("m2", "e", 2)
            .healed("kill")
            .sees("a", "e", 2, "m2")
            .sees("b", "e", 2, "m2")
            .stands("a", "e", 2),
        Expectations.defaults().with(Expectation.MIN_FAULTS, 1));
  }

  @Test
  void flagsAFaultThatDoesNotEnd() {
    breaksOnly(
        Rule.BROKEN_LOG,
        clean().fault("kill").ok("m2", "e", 2).sees("a", "e", 2, "m2").stands("a", "e", 2));
  }

  @Test
  void measuresLatencyOutsideOfFaultsOnly() {
    Expectations quick = Expectations.defaults().with(Expectation.MAX_LATENCY_MILLIS, 5);
    Script script = clean().fault("pause").ok("m2", "e", 2).waits(9_000);
    script.sees("a", "e", 2, "m2").healed("pause").sees("b", "e", 2, "m2");
    isClean(script.stands("a", "e", 2), quick);
    script.ok("m3", "e", 3).waits(9_000).sees("b", "e", 3, "m3");
    Verdict verdict = script.verdict(quick);
    assertThat(verdict.broken()).containsKey(Rule.LIMIT);
    assertThat(verdict.measured()).containsEntry(Expectation.MAX_LATENCY_MILLIS, 9L);
  }

  @Test
  void looksOnlyForPhantomsInAChannelWithoutHistory() {
    Script script = clean().stands("a", "e", 1);
    script.add(
        new Event.Subscribed(
            90, "a", "typing:1", Optional.empty(), 0, Optional.empty(), Optional.empty()));
    script.add(new Event.PublishInvoked(91, "p", "typing:1", "t1"));
    script.add(new Event.PublishOk(92, "p", "typing:1", "t1", Optional.empty()));
    isClean(script, Expectations.defaults());
    script.add(new Event.Delivered(93, "a", "typing:1", Optional.empty(), "x"));
    breaksOnly(Rule.PHANTOM, script);
  }

  @Test
  void countsEveryViolationAndKeepsTheFirstExamples() {
    Script script = clean();
    for (int i = 0; i < 50; i++) {
      script.sees("a", "e", 1, "m1");
    }
    Verdict verdict = script.stands("a", "e", 1).verdict();
    assertThat(verdict.broken()).isEqualTo(Map.of(Rule.DUPLICATE, 50L, Rule.LIMIT, 1L));
    assertThat(verdict.examples()).hasSizeBetween(10, 30);
  }
}
