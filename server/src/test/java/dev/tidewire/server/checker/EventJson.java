package dev.tidewire.server.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/** An event as one line of JSON: {@code {"event":"gap","at":12,"client":"c-1",…}}. */
final class EventJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EventJson() {}

  static String write(Event event) {
    ObjectNode node = JSON.createObjectNode();
    node.put("event", name(event)).put("at", event.at());
    switch (event) {
      case Event.PublishInvoked(_, String publisher, String channel, String id) ->
          publish(node, publisher, channel, id);
      case Event.PublishOk(_, String publisher, String channel, String id, Optional<Mark> mark) ->
          mark(publish(node, publisher, channel, id), mark);
      case Event.PublishFailed(_, String publisher, String channel, String id, String code) ->
          publish(node, publisher, channel, id).put("code", code);
      case Event.PublishUnknown(_, String publisher, String channel, String id, String why) ->
          publish(node, publisher, channel, id).put("why", why);
      case Event.Connected(_, String client, String session, String on) ->
          node.put("client", client).put("session", session).put("node", on);
      case Event.Subscribed subscribed -> subscribed(node, subscribed);
      case Event.Delivered(_, String client, String channel, Optional<Mark> mark, String id) ->
          mark(client(node, client, channel), mark).put("id", id);
      case Event.Gap(_, String client, String channel, Mark mark) ->
          mark(client(node, client, channel), Optional.of(mark));
      case Event.Unsubscribed(_, String client, String channel) -> client(node, client, channel);
      case Event.Draining(_, String client, long reconnectIn) ->
          node.put("client", client).put("reconnectIn", reconnectIn);
      case Event.Disconnected(_, String client, int code) ->
          node.put("client", client).put("code", code);
      case Event.Stands(_, String client, String channel, Mark mark) ->
          mark(client(node, client, channel), Optional.of(mark));
      case Event.Barred(_, String client, String channel, long within) ->
          client(node, client, channel).put("within", within);
      case Event.Forbidden(_, String client, String channel) -> client(node, client, channel);
      case Event.FaultStarted(_, String fault) -> node.put("fault", fault);
      case Event.FaultStopped(_, String fault) -> node.put("fault", fault);
    }
    return node.toString();
  }

  /** The event in a line. */
  static Event read(String line) throws IOException {
    Fields in = new Fields(JSON.readTree(line));
    long at = in.number("at");
    return switch (in.text("event")) {
      case "publish-invoked" ->
          new Event.PublishInvoked(at, in.text("publisher"), in.text("channel"), in.text("id"));
      case "publish-ok" ->
          new Event.PublishOk(
              at, in.text("publisher"), in.text("channel"), in.text("id"), in.mark());
      case "publish-failed" ->
          new Event.PublishFailed(
              at, in.text("publisher"), in.text("channel"), in.text("id"), in.text("code"));
      case "publish-unknown" ->
          new Event.PublishUnknown(
              at, in.text("publisher"), in.text("channel"), in.text("id"), in.text("why"));
      case "connected" ->
          new Event.Connected(at, in.text("client"), in.text("session"), in.text("node"));
      case "subscribed" ->
          new Event.Subscribed(
              at,
              in.text("client"),
              in.text("channel"),
              in.mark(),
              (int) in.number("messages"),
              in.since(),
              in.recovered());
      case "delivered" ->
          new Event.Delivered(at, in.text("client"), in.text("channel"), in.mark(), in.text("id"));
      case "gap" ->
          new Event.Gap(at, in.text("client"), in.text("channel"), in.mark().orElseThrow());
      case "unsubscribed" -> new Event.Unsubscribed(at, in.text("client"), in.text("channel"));
      case "draining" -> new Event.Draining(at, in.text("client"), in.number("reconnectIn"));
      case "disconnected" -> new Event.Disconnected(at, in.text("client"), (int) in.number("code"));
      case "stands" ->
          new Event.Stands(at, in.text("client"), in.text("channel"), in.mark().orElseThrow());
      case "barred" ->
          new Event.Barred(at, in.text("client"), in.text("channel"), in.number("within"));
      case "forbidden" -> new Event.Forbidden(at, in.text("client"), in.text("channel"));
      case "fault-started" -> new Event.FaultStarted(at, in.text("fault"));
      case "fault-stopped" -> new Event.FaultStopped(at, in.text("fault"));
      case String other -> throw new IOException("An unknown event: " + other);
    };
  }

  private static String name(Event event) {
    return switch (event) {
      case Event.PublishInvoked _ -> "publish-invoked";
      case Event.PublishOk _ -> "publish-ok";
      case Event.PublishFailed _ -> "publish-failed";
      case Event.PublishUnknown _ -> "publish-unknown";
      case Event.Connected _ -> "connected";
      case Event.Subscribed _ -> "subscribed";
      case Event.Delivered _ -> "delivered";
      case Event.Gap _ -> "gap";
      case Event.Unsubscribed _ -> "unsubscribed";
      case Event.Draining _ -> "draining";
      case Event.Disconnected _ -> "disconnected";
      case Event.Stands _ -> "stands";
      case Event.Barred _ -> "barred";
      case Event.Forbidden _ -> "forbidden";
      case Event.FaultStarted _ -> "fault-started";
      case Event.FaultStopped _ -> "fault-stopped";
    };
  }

  private static ObjectNode publish(ObjectNode node, String publisher, String channel, String id) {
    return node.put("publisher", publisher).put("channel", channel).put("id", id);
  }

  private static ObjectNode client(ObjectNode node, String client, String channel) {
    return node.put("client", client).put("channel", channel);
  }

  private static ObjectNode mark(ObjectNode node, Optional<Mark> mark) {
    mark.ifPresent(at -> node.put("epoch", at.epoch()).put("offset", at.offset()));
    return node;
  }

  private static void subscribed(ObjectNode node, Event.Subscribed event) {
    mark(client(node, event.client(), event.channel()), event.mark());
    node.put("messages", event.messages());
    event.since().ifPresent(since -> mark(node.putObject("since"), Optional.of(since)));
    event.recovered().ifPresent(recovered -> node.put("recovered", recovered));
  }

  /** The members of a line; a missing one is an error with its name. */
  private record Fields(JsonNode node) {
    String text(String name) throws IOException {
      return member(name).asText();
    }

    long number(String name) throws IOException {
      JsonNode member = member(name);
      if (!member.canConvertToLong()) {
        throw new IOException("\"" + name + "\" is no integer: " + member);
      }
      return member.asLong();
    }

    Optional<Mark> mark() throws IOException {
      return node.has("epoch")
          ? Optional.of(new Mark(text("epoch"), number("offset")))
          : Optional.empty();
    }

    Optional<Mark> since() throws IOException {
      return node.has("since") ? new Fields(node.get("since")).mark() : Optional.empty();
    }

    Optional<Boolean> recovered() {
      return node.has("recovered")
          ? Optional.of(node.get("recovered").asBoolean())
          : Optional.empty();
    }

    private JsonNode member(String name) throws IOException {
      JsonNode member = node.get(name);
      if (member == null) {
        throw new IOException("\"" + name + "\" is missing.");
      }
      return member;
    }
  }
}
