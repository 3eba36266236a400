package dev.tidewire.server.protocol;

/** Writes replies. */
final class JsonReplies {
  private JsonReplies() {}

  static void write(JsonWriter json, Reply reply) {
    json.raw("{\"id\":").number(reply.id());
    switch (reply) {
      case Reply.Ok ok -> {
        json.raw(",\"ok\":{");
        result(json, ok.result());
      }
      case Reply.Refused refused -> {
        json.raw(",\"error\":{");
        refusal(json, refused.refusal());
      }
    }
    json.raw("}}");
  }

  private static void result(JsonWriter json, Reply.Result result) {
    switch (result) {
      case Reply.Connected connected -> connected(json, connected);
      case Reply.Subscribed subscribed -> subscribed(json, subscribed);
      case Reply.Published published -> {
        if (published.position() != null) {
          JsonPushes.position(json, published.position());
        }
      }
      case Reply.History history -> {
        channel(json, history.channel()).raw(",");
        JsonPushes.position(json, history.top());
        json.raw(",");
        JsonPushes.messages(json, history.messages());
        json.raw(",\"more\":").bool(history.more());
      }
      case Reply.Presence presence -> {
        channel(json, presence.channel()).raw(",");
        members(json, presence.members());
        json.raw(",\"more\":").bool(presence.more());
      }
      case Reply.Refreshed refreshed -> json.raw("\"expires\":").number(refreshed.expires());
      case Reply.Done _ -> {}
    }
  }

  private static void connected(JsonWriter json, Reply.Connected connected) {
    json.raw("\"session\":").string(connected.session().value());
    json.raw(",\"user\":").string(connected.user().value());
    json.raw(",\"expires\":").number(connected.expires());
    json.raw(",\"heartbeat\":").number(connected.heartbeat());
    json.raw(",\"node\":").string(connected.node());
    json.raw(",\"maxMessage\":").number(connected.maxMessage());
    json.raw(",\"subscribed\":[");
    String separator = "{";
    for (Reply.SubscribeOutcome outcome : connected.subscribed()) {
      json.raw(separator);
      switch (outcome) {
        case Reply.Subscribed subscribed -> subscribed(json, subscribed);
        case Reply.NotSubscribed refused -> {
          channel(json, refused.channel()).raw(",\"error\":{");
          refusal(json, refused.refusal());
          json.raw("}");
        }
      }
      json.raw("}");
      separator = ",{";
    }
    json.raw("]");
  }

  private static void subscribed(JsonWriter json, Reply.Subscribed subscribed) {
    channel(json, subscribed.channel());
    if (subscribed.position() != null) {
      json.raw(",");
      JsonPushes.position(json, subscribed.position());
    }
    subscribed.recovered().ifPresent(recovered -> json.raw(",\"recovered\":").bool(recovered));
    if (subscribed.position() != null) {
      json.raw(",");
      JsonPushes.messages(json, subscribed.messages());
    }
    if (subscribed.members() != null) {
      json.raw(",");
      members(json, subscribed.members());
    }
  }

  private static JsonWriter channel(JsonWriter json, ChannelName channel) {
    return json.raw("\"channel\":\"").raw(channel.value()).raw("\"");
  }

  private static void members(JsonWriter json, Reply.Members members) {
    JsonPushes.members(json, members.members());
    json.raw(",\"count\":").number(members.count());
  }

  private static void refusal(JsonWriter json, Refusal refusal) {
    json.raw("\"code\":\"").raw(refusal.code().wireName());
    json.raw("\",\"message\":").string(refusal.sentence());
    json.raw(",\"retry\":").bool(refusal.code().retryHelps());
  }
}
