package dev.tidewire.server.redis;

import dev.tidewire.server.metrics.RedisMetrics;
import dev.tidewire.server.metrics.RedisMetrics.Unread;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is in Redis, or comes through it, in a form that this release does not know: another one has
 * written it. Each is counted, and the first of its kind and form is logged. Thread-safe.
 */
public final class Unreadable {
  private static final Logger LOG = LoggerFactory.getLogger(Unreadable.class);

  /** What is corrupt may have any number of forms. */
  private static final int MAX_LOGGED = 50;

  private static final int MAX_FORM_LENGTH = 40;

  private final RedisMetrics metrics;
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  Unreadable(RedisMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Something was met.
   *
   * @param form by what it says its form: a leading version, the name of a field
   * @param where a channel, a key, a node; the log names it
   */
  public void met(Unread what, String form, Object where) {
    metrics.unreadable(what);
    String shown = shown(form);
    if (logged.size() < MAX_LOGGED && logged.add(what + " " + shown)) {
      LOG.error(
          "This release cannot read the form \"{}\" ({}: {}). Another release has written it: finish"
              + " the upgrade, or go back by one release only. tidewire_redis_unreadable_total"
              + " counts each; the log has the first one.",
          shown,
          what.name().toLowerCase(Locale.ROOT),
          where);
    }
  }

  /** What is foreign may hold anything, line breaks too. */
  private static String shown(String form) {
    StringBuilder shown = new StringBuilder();
    form.chars()
        .limit(MAX_FORM_LENGTH)
        .forEach(letter -> shown.append(letter >= ' ' && letter < 127 ? (char) letter : '?'));
    return shown.toString();
  }
}
