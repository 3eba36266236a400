package dev.tidewire.server.support.redis;

/**
 * The one Redis for all tests of this Java process that do it no harm: the one that {@code
 * REDIS_URL} names, or a process that is started when the first test asks and dies with this one.
 *
 * <p>Tests take channel names that nobody else has; nothing is ever flushed.
 */
public final class SharedRedis {
  private SharedRedis() {}

  /** Where it is, as in {@code redis://127.0.0.1:20379}. */
  public static String url() {
    return Holder.URL;
  }

  private static final class Holder {
    static final String URL = findOrStart();

    private static String findOrStart() {
      String given = System.getenv("REDIS_URL");
      return given == null || given.isBlank() ? RedisProcess.start().url() : given;
    }
  }
}
