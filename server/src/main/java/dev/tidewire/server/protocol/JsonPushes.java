package dev.tidewire.server.protocol;

import java.util.List;

/** Writes pushes, and the values that pushes and replies share. */
final class JsonPushes {
  private JsonPushes() {}

  static void write(JsonWriter json, Push push) {
    switch (push) {
      case Push.Published published -> {
        open(json, "message", published.channel()).raw(",");
        messageMembers(json, published.message());
        json.raw("}}");
      }
      case Push.Joined joined -> members(json, "joined", joined.channel(), joined.members());
      case Push.Left left -> members(json, "left", left.channel(), left.members());
      case Push.Unsubscribed ended ->
          open(json, "unsubscribed", ended.channel())
              .raw(",\"code\":\"")
              .raw(ended.code().wireName())
              .raw("\"}}");
      case Push.Gap gap -> {
        open(json, "gap", gap.channel()).raw(",");
        position(json, gap.position());
        json.raw("}}");
      }
      case Push.Draining draining ->
          json.raw("{\"draining\":{\"reconnectIn\":").number(draining.reconnectIn()).raw("}}");
      case Push.Heartbeat _ -> json.raw("{}");
    }
  }

  static void position(JsonWriter json, Position position) {
    json.raw("\"epoch\":\"").raw(position.epoch()).raw("\",\"offset\":").number(position.offset());
  }

  static void messages(JsonWriter json, List<Message> messages) {
    json.raw("\"messages\":[");
    String separator = "{";
    for (Message message : messages) {
      json.raw(separator);
      messageMembers(json, message);
      json.raw("}");
      separator = ",{";
    }
    json.raw("]");
  }

  static void members(JsonWriter json, List<Member> members) {
    json.raw("\"members\":[");
    String separator = "{\"session\":";
    for (Member member : members) {
      json.raw(separator).string(member.session().value());
      json.raw(",\"user\":").string(member.user().value());
      if (member.info() != null) {
        json.raw(",\"info\":").payload(member.info());
      }
      json.raw("}");
      separator = ",{\"session\":";
    }
    json.raw("]");
  }

  private static void messageMembers(JsonWriter json, Message message) {
    if (message.offset() > 0) {
      json.raw("\"offset\":").number(message.offset()).raw(",");
    }
    json.raw("\"data\":").payload(message.data());
    if (message.user() != null) {
      json.raw(",\"user\":").string(message.user().value());
    }
    json.raw(",\"at\":").number(message.at());
  }

  private static JsonWriter open(JsonWriter json, String name, ChannelName channel) {
    return json.raw("{\"").raw(name).raw("\":{\"channel\":\"").raw(channel.value()).raw("\"");
  }

  private static void members(
      JsonWriter json, String name, ChannelName channel, List<Member> members) {
    open(json, name, channel).raw(",");
    members(json, members);
    json.raw("}}");
  }
}
