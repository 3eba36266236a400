package dev.tidewire.server.support.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** What {@code redis-cli} is for people: a question, an answer, and the connection is gone. */
final class RedisTool {
  private static final int MILLIS_FOR_AN_ANSWER = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final RedisClient CLIENT = RedisClient.create();

  private RedisTool() {}

  static <T> T ask(RedisURI uri, Function<RedisCommands<String, String>, T> commands) {
    try (StatefulRedisConnection<String, String> connection = CLIENT.connect(uri)) {
      connection.setTimeout(PATIENCE);
      return commands.apply(connection.sync());
    }
  }

  /** The address of the primary, as this Sentinel sees it. */
  static InetSocketAddress primary(RedisURI sentinel, String name) {
    return askSentinel(
        sentinel, commands -> (InetSocketAddress) commands.getMasterAddrByName(name));
  }

  /** Whether this Sentinel knows so many replicas and so many other Sentinels. */
  static boolean knows(RedisURI sentinel, String name, int replicas, int others) {
    Map<String, String> primary = askSentinel(sentinel, commands -> commands.master(name));
    return primary.get("num-slaves").equals(String.valueOf(replicas))
        && primary.get("num-other-sentinels").equals(String.valueOf(others));
  }

  private static <T> T askSentinel(
      RedisURI uri, Function<RedisSentinelCommands<String, String>, T> commands) {
    try (StatefulRedisSentinelConnection<String, String> connection = CLIENT.connectSentinel(uri)) {
      connection.setTimeout(PATIENCE);
      return commands.apply(connection.sync());
    }
  }

  /** Whether somebody is there and done with loading. */
  static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(MILLIS_FOR_AN_ANSWER);
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MILLIS_FOR_AN_ANSWER);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(5);
      String word = new String(answer, StandardCharsets.US_ASCII);
      return word.equals("+PONG") || word.equals("-NOAU");
    } catch (IOException e) {
      return false; // Nobody is there yet.
    }
  }
}
