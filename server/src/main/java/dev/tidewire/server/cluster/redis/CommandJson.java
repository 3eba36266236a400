package dev.tidewire.server.cluster.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidewire.server.auth.Revocation;
import dev.tidewire.server.auth.TokenId;
import dev.tidewire.server.cluster.Command;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.protocol.UserId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Commands as they stand in the log. */
final class CommandJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private CommandJson() {}

  static String write(Command command) {
    ObjectNode json = MAPPER.createObjectNode().put("kind", command.kind());
    switch (command) {
      case Command.Disconnect disconnect -> {
        whom(json, disconnect.user(), disconnect.session());
        json.put("reconnect", disconnect.after() == Command.Return.WELCOME);
      }
      case Command.Unsubscribe unsubscribe -> {
        whom(json, unsubscribe.user(), unsubscribe.session());
        json.put("channel", unsubscribe.channel().value());
      }
      case Command.Revoke revoke -> {
        switch (revoke.revocation()) {
          case Revocation.OfUser of ->
              json.put("user", of.user().value()).put("upTo", of.upTo().toEpochMilli());
          case Revocation.OfToken of -> json.put("token", of.token().value());
        }
        json.put("until", revoke.revocation().until().toEpochMilli());
      }
    }
    return json.toString();
  }

  /**
   * Reads a command; empty when it is one of a kind that only newer nodes know.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Optional<Command> read(String text) {
    JsonNode json;
    try {
      json = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The log of commands holds something else.", e);
    }
    return switch (json.path("kind").asText()) {
      case "disconnect" ->
          Optional.of(
              new Command.Disconnect(
                  user(json),
                  session(json),
                  json.path("reconnect").asBoolean()
                      ? Command.Return.WELCOME
                      : Command.Return.UNWANTED));
      case "unsubscribe" ->
          Optional.of(
              new Command.Unsubscribe(
                  user(json), session(json), new ChannelName(json.path("channel").asText())));
      case "revoke" -> Optional.of(new Command.Revoke(revocation(json)));
      default -> Optional.empty();
    };
  }

  /** By what a command says its form; empty when it is none. */
  static String kind(String text) {
    try {
      return MAPPER.readTree(text).path("kind").asText();
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  private static Revocation revocation(JsonNode json) {
    Instant until = Instant.ofEpochMilli(json.path("until").asLong());
    return json.has("token")
        ? new Revocation.OfToken(new TokenId(json.path("token").asText()), until)
        : new Revocation.OfUser(
            user(json), Instant.ofEpochMilli(json.path("upTo").asLong()), until);
  }

  private static void whom(ObjectNode json, UserId user, @Nullable SessionId session) {
    json.put("user", user.value());
    if (session != null) {
      json.put("session", session.value());
    }
  }

  private static UserId user(JsonNode json) {
    return new UserId(json.path("user").asText());
  }

  private static @Nullable SessionId session(JsonNode json) {
    return json.has("session") ? new SessionId(json.path("session").asText()) : null;
  }
}
