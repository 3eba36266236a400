package dev.tidewire.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.RedisMetrics;
import dev.tidewire.server.metrics.RedisMetrics.Unread;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class UnreadableTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(Unreadable.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Metrics metrics = new Metrics();
  private final Unreadable unreadable = new Unreadable(new RedisMetrics(metrics));

  @BeforeEach
  void listen() {
    log.start();
    logger.setAdditive(false);
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.setAdditive(true);
    logger.detachAppender(log);
  }

  private List<String> said() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void countsEachAndSaysTheFirstOfItsFormWithItsPlace() {
    unreadable.met(Unread.MESSAGE, "2", "chat:1");
    unreadable.met(Unread.MESSAGE, "2", "chat:2");
    unreadable.met(Unread.NEWS, "2", "chat:3");

    assertThat(metrics.scrape())
        .contains("tidewire_redis_unreadable_total{what=\"message\"} 2.0\n")
        .contains("tidewire_redis_unreadable_total{what=\"news\"} 1.0\n")
        .contains("tidewire_redis_unreadable_total{what=\"key\"} 0.0\n");
    assertThat(said()).hasSize(2);
    assertThat(said().getFirst()).contains("\"2\"", "(message: chat:1)");
    assertThat(said().getLast()).contains("(news: chat:3)");
  }

  @Test
  void keepsTheLogShortAndOnOneLineWhateverComes() {
    unreadable.met(Unread.MESSAGE, "a\nb".repeat(100), "chat:1");
    for (int i = 0; i < 100; i++) {
      unreadable.met(Unread.MESSAGE, "form " + i, "chat:1");
    }

    assertThat(said()).hasSize(50).allMatch(line -> line.length() < 400 && !line.contains("\n"));
    assertThat(metrics.scrape())
        .contains("tidewire_redis_unreadable_total{what=\"message\"} 101.0\n");
  }
}
