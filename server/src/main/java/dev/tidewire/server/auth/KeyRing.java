package dev.tidewire.server.auth;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The public keys that count at a moment. Immutable. */
public final class KeyRing {
  /** The most keys that a file or an answer may hold. */
  static final int MAX_KEYS = 100;

  /** How many keys are tried on a token that names none. */
  static final int MAX_TRIED = 8;

  private final List<Entry> entries;
  private final TokenRules rules;

  private record Entry(VerificationKey key, TokenParser parser) {}

  private KeyRing(List<Entry> entries, TokenRules rules) {
    this.entries = entries;
    this.rules = rules;
  }

  /** A ring of these keys. */
  public static KeyRing of(List<VerificationKey> keys, TokenRules rules) {
    return new KeyRing(List.of(), rules).with(keys);
  }

  /**
   * A ring of other keys. Keys that are in both stay the same objects, so that {@link #contains} is
   * a look and not a comparison.
   */
  KeyRing with(List<VerificationKey> keys) {
    List<Entry> next = new ArrayList<>(keys.size());
    for (VerificationKey key : keys) {
      next.add(
          entries.stream()
              .filter(entry -> entry.key.equals(key))
              .findFirst()
              .orElseGet(() -> new Entry(key, TokenParser.of(key, rules))));
    }
    return new KeyRing(List.copyOf(next), rules);
  }

  List<VerificationKey> keys() {
    return entries.stream().map(Entry::key).toList();
  }

  /** Whether this very key is in the ring. */
  @SuppressWarnings("ReferenceEquality") // that is what with() keeps the objects for
  boolean contains(VerificationKey key) {
    for (Entry entry : entries) {
      if (entry.key == key) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whoever may verify a token: the keys of its name; if there is none, the keys without a name;
   * for a token that names no key, the first few. All of them of the token's algorithm.
   */
  List<TokenParser> candidates(TokenAlgorithm algorithm, @Nullable String keyId) {
    List<Entry> fitting =
        entries.stream().filter(entry -> entry.key.algorithm() == algorithm).toList();
    if (keyId != null) {
      List<Entry> named = fitting.stream().filter(entry -> keyId.equals(entry.key.id())).toList();
      fitting =
          named.isEmpty()
              ? fitting.stream().filter(entry -> entry.key.id() == null).toList()
              : named;
    }
    return fitting.stream().limit(MAX_TRIED).map(Entry::parser).toList();
  }

  /** Whether the ring has the keys that such a token should be verified with. */
  boolean settles(TokenAlgorithm algorithm, @Nullable String keyId) {
    return entries.stream()
        .filter(entry -> entry.key.algorithm() == algorithm)
        .anyMatch(entry -> keyId == null || keyId.equals(entry.key.id()));
  }
}
