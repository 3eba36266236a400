package dev.tidewire.server.config;

import dev.tidewire.server.auth.Secret;
import dev.tidewire.server.auth.SigningKeys;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Refuses secrets that somebody could guess. */
final class WeakSecrets {
  /** 128 bits of randomness, in any usual notation, are longer than this. */
  private static final int MIN_API_KEY_LENGTH = 16;

  private static final int MIN_DIFFERENT_CHARACTERS = 8;

  /** Words that stand in examples; a secret that consists of them is none. */
  private static final Set<String> WORDS =
      Set.of(
          "dev",
          "secret",
          "changeme",
          "change",
          "me",
          "password",
          "tidewire",
          "test",
          "example",
          "default",
          "key",
          "api",
          "token",
          "jwt",
          "admin",
          "your",
          "my",
          "this",
          "please",
          "in",
          "production",
          "insecure",
          "development",
          "demo",
          "super",
          "must",
          "be",
          "at",
          "least",
          "32",
          "bytes",
          "long",
          "256",
          "bit",
          "characters");

  private WeakSecrets() {}

  static void checkTokenSecrets(List<Secret> secrets, Origin origin, Problems problems) {
    for (Secret secret : secrets) {
      int length = secret.bytes().length;
      if (length < SigningKeys.MIN_BYTES) {
        problems.add(
            origin,
            "a secret has at least %d bytes, but one of %d was given (a comma separates two). %s"
                .formatted(SigningKeys.MIN_BYTES, length, Advice.NEW_SECRET));
      } else if (isGuessable(secret)) {
        problems.add(origin, "this secret can be guessed. " + Advice.NEW_SECRET);
      }
    }
  }

  static void checkApiKeys(List<Secret> keys, Origin origin, Problems problems) {
    for (Secret key : keys) {
      int length = key.value().length();
      if (length < MIN_API_KEY_LENGTH) {
        problems.add(
            origin,
            "an API key has at least %d characters, but one of %d was given. %s"
                .formatted(MIN_API_KEY_LENGTH, length, Advice.NEW_SECRET));
      } else if (isGuessable(key)) {
        problems.add(origin, "this API key can be guessed. " + Advice.NEW_SECRET);
      }
    }
  }

  private static boolean isGuessable(Secret secret) {
    String text = secret.value();
    if (text.chars().distinct().count() < MIN_DIFFERENT_CHARACTERS) {
      return true;
    }
    for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)) {
      if (!word.isEmpty() && !WORDS.contains(word)) {
        return false;
      }
    }
    return true;
  }

  /** What to do about a missing or weak secret. */
  static final class Advice {
    static final String NEW_SECRET = "Make one with: openssl rand -base64 48";

    private Advice() {}
  }
}
