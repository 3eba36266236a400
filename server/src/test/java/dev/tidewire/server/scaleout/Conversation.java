package dev.tidewire.server.scaleout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidewire.server.checker.Event;
import dev.tidewire.server.checker.Mark;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a {@link RecordingClient}, from its {@code connect} to its end. Logs what comes and
 * moves the client's positions. After its end nothing that still comes counts.
 *
 * <p>Guarded by the client's lock, because the socket's callbacks and timers meet here.
 */
final class Conversation implements WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CUT = 1006;
  private static final int NORMAL = 1000;
  private static final long FIRST_WORD_MILLIS = 10_000;
  private static final long GRACE_MILLIS = 5_000;

  private final RecordingClient client;
  private final Crew crew;
  private final Map<String, Optional<Mark>> positions;
  private final StringBuilder text = new StringBuilder();
  private @Nullable WebSocket socket;
  private boolean ended;
  private boolean live;
  private long patienceMillis = FIRST_WORD_MILLIS;
  private long lastHeard = System.nanoTime();

  Conversation(RecordingClient client, Crew crew, Map<String, Optional<Mark>> positions) {
    this.client = client;
    this.crew = crew;
    this.positions = positions;
  }

  /** Whether every channel is subscribed. */
  boolean isLive() {
    return live && !ended;
  }

  @Override
  public void onOpen(WebSocket opened) {
    synchronized (client) {
      socket = opened;
      lastHeard = System.nanoTime();
      var _ = opened.sendText(connect(), true).exceptionally(_ -> cut());
    }
    crew.later(1000, this::watch);
    opened.request(1);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    synchronized (client) {
      text.append(part);
      if (last) {
        String whole = text.toString();
        text.setLength(0);
        hear(whole);
      }
    }
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
    synchronized (client) {
      lastHeard = System.nanoTime();
    }
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    end(code);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    end(CUT);
  }

  /** Says goodbye. */
  void leave() {
    WebSocket left = end(NORMAL);
    if (left != null) {
      var _ = left.sendClose(NORMAL, "").exceptionally(_ -> left);
      crew.later(1000, left::abort);
    }
  }

  private @Nullable WebSocket cut() {
    WebSocket left = end(CUT);
    if (left != null) {
      left.abort();
    }
    return left;
  }

  private @Nullable WebSocket end(int code) {
    synchronized (client) {
      if (ended) {
        return null;
      }
      ended = true;
      crew.log(at -> new Event.Disconnected(at, client.name(), code));
      client.ended(this, code);
      return socket;
    }
  }

  /** Cuts a link on which nothing has come for longer than the server's heartbeat allows. */
  private void watch() {
    synchronized (client) {
      if (ended) {
        return;
      }
      if (System.nanoTime() - lastHeard > patienceMillis * 1_000_000) {
        cut();
        return;
      }
    }
    crew.later(500, this::watch);
  }

  private String connect() {
    ObjectNode request = JSON.createObjectNode().put("id", 1);
    ObjectNode connect = request.putObject("connect").put("token", client.token());
    ArrayNode subscribe = connect.putArray("subscribe");
    positions.forEach((channel, position) -> {
      ObjectNode entry = subscribe.addObject().put("channel", channel);
      position.ifPresent(
          mark -> entry.putObject("since").put("epoch", mark.epoch()).put("offset", mark.offset()));
    });
    return request.toString();
  }

  private void hear(String message) {
    if (ended) {
      return;
    }
    lastHeard = System.nanoTime();
    JsonNode frame;
    try {
      frame = JSON.readTree(message);
    } catch (JsonProcessingException e) {
      client.fail("A message is no JSON: " + message);
      return;
    }
    if (frame.has("id")) {
      reply(frame);
    } else if (frame.has("message")) {
      JsonNode push = frame.get("message");
      deliver(push.get("channel").asText(), push);
    } else if (frame.has("gap")) {
      gap(frame.get("gap"));
    } else if (frame.has("draining")) {
      drain(frame.get("draining").get("reconnectIn").asLong());
    } else if (frame.has("unsubscribed")) {
      String channel = frame.get("unsubscribed").get("channel").asText();
      crew.log(at -> new Event.Unsubscribed(at, client.name(), channel));
      leave();
    }
  }

  private void reply(JsonNode frame) {
    JsonNode ok = frame.get("ok");
    if (ok == null) {
      if (!frame.at("/error/retry").asBoolean()) {
        client.fail("The connect was refused: " + frame);
      }
      leave();
      return;
    }
    patienceMillis = ok.get("heartbeat").asLong() + GRACE_MILLIS;
    String session = ok.get("session").asText();
    String node = ok.get("node").asText();
    crew.log(at -> new Event.Connected(at, client.name(), session, node));
    for (JsonNode entry : ok.get("subscribed")) {
      if (!subscribed(entry)) {
        leave();
        return;
      }
    }
    live = true;
    client.connected();
  }

  /** Takes the reply for one channel; false when it was refused for now. */
  private boolean subscribed(JsonNode entry) {
    JsonNode error = entry.get("error");
    if (error != null) {
      if (!error.path("retry").asBoolean()) {
        client.fail("A subscribe was refused: " + entry);
      }
      return false;
    }
    String channel = entry.get("channel").asText();
    Mark mark = mark(entry);
    int messages = entry.path("messages").size();
    Optional<Mark> since = positions.get(channel);
    Optional<Boolean> recovered =
        Optional.ofNullable(entry.get("recovered")).map(JsonNode::asBoolean);
    crew.log(at ->
        new Event.Subscribed(
            at, client.name(), channel, Optional.of(mark), messages, since, recovered));
    positions.put(channel, Optional.of(new Mark(mark.epoch(), mark.offset() - messages)));
    for (JsonNode message : entry.path("messages")) {
      deliver(channel, message);
    }
    return true;
  }

  private void deliver(String channel, JsonNode message) {
    String epoch = positions.get(channel).orElseThrow().epoch();
    Mark mark = new Mark(epoch, message.get("offset").asLong());
    String id = message.at("/data/id").asText();
    crew.log(at -> new Event.Delivered(at, client.name(), channel, Optional.of(mark), id));
    if (mark.offset() > positions.get(channel).orElseThrow().offset()) {
      positions.put(channel, Optional.of(mark));
    }
  }

  private void gap(JsonNode gap) {
    String channel = gap.get("channel").asText();
    Mark mark = mark(gap);
    crew.log(at -> new Event.Gap(at, client.name(), channel, mark));
    positions.put(channel, Optional.of(mark));
  }

  /** Goes to another node within the time that this one gives. */
  private void drain(long reconnectIn) {
    crew.log(at -> new Event.Draining(at, client.name(), reconnectIn));
    if (client.manners() == RecordingClient.Manners.LEAVES_WHEN_TOLD) {
      crew.later(Crew.jitter(reconnectIn), this::leave);
    }
  }

  private static Mark mark(JsonNode node) {
    return new Mark(node.get("epoch").asText(), node.get("offset").asLong());
  }
}
