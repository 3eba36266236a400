package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.UserId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token says beside its times, checked: the part that is the same for reading and for
 * writing one. Messages of the exceptions hold nothing of the token.
 */
final class ClaimValues {
  static final int MAX_INFO_BYTES = 4 * 1024;

  private ClaimValues() {}

  static UserId user(@Nullable Object sub) {
    if (sub instanceof String text) {
      return new UserId(text);
    }
    throw new IllegalArgumentException("sub, the user, is a text and is required.");
  }

  static @Nullable TokenId token(@Nullable Object jti) {
    if (jti == null) {
      return null;
    }
    if (jti instanceof String text) {
      return new TokenId(text);
    }
    throw new IllegalArgumentException("jti, the token's name, is a text.");
  }

  static @Nullable Payload info(@Nullable Object info) {
    if (info == null) {
      return null;
    }
    Payload payload = ClaimsJson.payload(info);
    if (payload.length() > MAX_INFO_BYTES) {
      throw new IllegalArgumentException(
          "info has at most %d bytes of JSON, not %d.".formatted(MAX_INFO_BYTES, payload.length()));
    }
    return payload;
  }

  static Map<String, List<String>> caps(@Nullable Object caps) {
    if (caps == null) {
      return Map.of();
    }
    if (!(caps instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("caps is an object of patterns and lists of operations.");
    }
    Map<String, List<String>> checked = new LinkedHashMap<>();
    map.forEach((pattern, operations) -> checked.put((String) pattern, texts(operations)));
    return checked;
  }

  private static List<String> texts(@Nullable Object operations) {
    if (!(operations instanceof List<?> list)) {
      throw new IllegalArgumentException("Each pattern in caps has a list of operations.");
    }
    List<String> texts = new ArrayList<>(list.size());
    for (Object operation : list) {
      if (!(operation instanceof String text)) {
        throw new IllegalArgumentException("Each operation in caps is a text.");
      }
      texts.add(text);
    }
    return texts;
  }
}
