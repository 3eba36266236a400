package dev.tidewire.server.channel;

import dev.tidewire.server.broker.Broker;
import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.PageLimits;
import dev.tidewire.server.history.RecentHistory;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.metrics.ChannelMetrics;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the subscribers of one channel read, from this node's memory where it can.
 * Thread-safe.
 *
 * <p>However many resume at once, the store is asked by one read at a time: it brings the newest
 * part of the history, which answers all that wait. A question that comes while it is under way
 * waits for the next one, since that read may have been done before the question was asked, and
 * would miss what the subscriber is entitled to see. What reaches further back than a node
 * remembers is read for itself, once for all that ask the same.
 */
final class Resumes {
  private record Question(HistoryQuery query, CompletableFuture<HistoryPage> answer) {}

  /** What the feeds of a node share. */
  record Services(
      Broker broker, RecentBudget budget, InstantSource clock, ChannelMetrics metrics) {}

  private final Services services;
  private final ChannelName channel;
  private final Retention retention;
  private final RecentHistory recent;
  private List<Question> waiting = new ArrayList<>();
  private boolean reading;
  private long counted;

  Resumes(Services services, ChannelName channel, Retention retention, PageLimits remembered) {
    this.services = services;
    this.channel = channel;
    this.retention = retention;
    this.recent = new RecentHistory(retention, remembered);
  }

  /** The channel stands here, whatever was known before. */
  synchronized void begin(Position at) {
    recent.begin(at);
    count();
  }

  /** Remembers a message that subscribers are about to get. */
  synchronized void remember(String epoch, Message message) {
    recent.append(epoch, message, services.clock().millis());
    count();
  }

  /** Answers a subscriber. */
  CompletionStage<HistoryPage> read(HistoryQuery query) {
    Question question = new Question(query, new CompletableFuture<>());
    Optional<HistoryPage> known;
    boolean begin = false;
    synchronized (this) {
      known = recent.answer(query, services.clock().millis());
      if (known.isEmpty()) {
        waiting.add(question);
        begin = !reading;
        reading = true;
      }
    }
    if (known.isPresent()) {
      services.metrics().resumedFromMemory();
      question.answer.complete(known.get());
    } else if (begin) {
      refresh();
    }
    return question.answer;
  }

  /** The feed is closed: its memory is free. Whoever still waits is answered all the same. */
  synchronized void forget() {
    services.budget().changed(-counted);
    counted = 0;
  }

  private void refresh() {
    List<Question> asked;
    synchronized (this) {
      asked = waiting;
      waiting = new ArrayList<>();
    }
    var _ =
        services
            .broker()
            .read(channel, recent.refresh(), retention)
            .whenComplete((page, failure) -> refreshed(asked, page, failure));
  }

  private void refreshed(
      List<Question> asked, @Nullable HistoryPage page, @Nullable Throwable failure) {
    List<Runnable> answers = new ArrayList<>();
    Map<HistoryQuery, List<Question>> beyond = new HashMap<>();
    boolean more;
    synchronized (this) {
      if (page != null) {
        recent.take(page, services.clock().millis());
        count();
      }
      for (Question question : asked) {
        if (page == null) {
          answers.add(() -> question.answer.completeExceptionally(notNull(failure)));
        } else {
          Optional<HistoryPage> known = answer(question.query, page);
          known.ifPresentOrElse(
              found -> answers.add(() -> question.answer.complete(found)),
              () -> beyond.computeIfAbsent(question.query, _ -> new ArrayList<>()).add(question));
        }
      }
      more = !waiting.isEmpty();
      reading = more;
    }
    answers.forEach(Runnable::run);
    beyond.forEach(this::readBeyond);
    if (more) {
      refresh();
    }
  }

  /** Answers from what was just read; an epoch that is not the store's is over. */
  private Optional<HistoryPage> answer(HistoryQuery query, HistoryPage read) {
    Optional<HistoryPage> known = recent.answer(query, services.clock().millis());
    if (known.isPresent()) {
      return known;
    }
    return query instanceof HistoryQuery.After after
            && !after.position().epoch().equals(read.top().epoch())
        ? recent.top().map(_ -> recent.lost())
        : Optional.empty();
  }

  private void readBeyond(HistoryQuery query, List<Question> same) {
    var _ =
        services
            .broker()
            .read(channel, query, retention)
            .whenComplete((page, failure) -> {
              for (Question question : same) {
                if (page != null) {
                  question.answer.complete(page);
                } else {
                  question.answer.completeExceptionally(notNull(failure));
                }
              }
            });
  }

  /** Keeps the node's books, and forgets something when all channels together are too much. */
  private void count() {
    if (services.budget().isExceeded()) {
      recent.forgetHalf();
    }
    long bytes = recent.bytes();
    services.budget().changed(bytes - counted);
    counted = bytes;
  }

  private static Throwable notNull(@Nullable Throwable failure) {
    return failure == null ? new IllegalStateException("A read came to nothing.") : failure;
  }
}
