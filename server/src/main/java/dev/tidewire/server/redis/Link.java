package dev.tidewire.server.redis;

import dev.tidewire.server.metrics.RedisMetrics;
import dev.tidewire.server.protocol.Refusal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that is opened anew whenever it has ended, until the link is closed.
 *
 * <p>Its life runs on the timer's thread: opening, open, ended, a pause, opening again. {@link
 * #current} may be asked from any thread.
 */
final class Link<S extends Session> {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);

  private final String name;
  private final Supplier<CompletionStage<S>> opener;
  private final Consumer<S> whenOpen;
  private final Timer timer;
  private final Backoff backoff;
  private final RedisMetrics metrics;
  private volatile @Nullable S current;
  private boolean closed;
  private boolean complained;

  /**
   * A link that does nothing yet.
   *
   * @param opener begins to open a connection and prepares it for use
   * @param whenOpen is called with each one on the timer's thread, when {@link #current} shows it
   */
  Link(
      String name,
      Supplier<CompletionStage<S>> opener,
      Consumer<S> whenOpen,
      Timer timer,
      Backoff backoff,
      RedisMetrics metrics) {
    this.name = name;
    this.opener = opener;
    this.whenOpen = whenOpen;
    this.timer = timer;
    this.backoff = backoff;
    this.metrics = metrics;
  }

  /** The open connection; null while there is none. */
  @Nullable S current() {
    return current;
  }

  /** Begins. On the timer's thread. */
  void open() {
    if (closed) {
      return;
    }
    CompletionStage<S> opening;
    try {
      opening = opener.get();
    } catch (RuntimeException e) {
      opening = CompletableFuture.failedFuture(e);
    }
    opening.whenComplete((session, failure) -> timer.execute(() -> opened(session, failure)));
  }

  /** Lets go for good. On the timer's thread. */
  void close() {
    closed = true;
    S session = current;
    current = null;
    if (session != null) {
      session.end();
    }
  }

  private void opened(@Nullable S session, @Nullable Throwable failure) {
    if (session == null) {
      complain(failure);
      openLater();
      return;
    }
    if (closed) {
      session.end();
      return;
    }
    LOG.info("Redis, {}: connected.", name);
    complained = false;
    backoff.reset();
    current = session;
    metrics.connected();
    whenOpen.accept(session);
    session.whenEnded(() -> timer.execute(() -> ended(session)));
  }

  private void ended(S session) {
    session.end();
    if (!session.equals(current)) {
      return;
    }
    current = null;
    metrics.disconnected();
    if (!closed) {
      LOG.warn("Redis, {}: the connection has ended; a new one is opened.", name);
      openLater();
    }
  }

  private void openLater() {
    if (!closed) {
      timer.after(Duration.ofMillis(backoff.next()), this::open);
    }
  }

  /** Says once per outage why there is no connection. */
  private void complain(@Nullable Throwable failure) {
    metrics.connectFailed();
    if (complained || closed || failure == null) {
      return;
    }
    complained = true;
    Throwable cause = Refusal.cause(failure);
    if (cause instanceof UnusableServerException) {
      LOG.error("Redis, {}: cannot be used: {}.", name, cause.getMessage());
    } else {
      Throwable root = cause.getCause() == null ? cause : cause.getCause();
      LOG.warn("Redis, {}: cannot be reached ({}); trying on.", name, root.getMessage());
    }
  }
}
