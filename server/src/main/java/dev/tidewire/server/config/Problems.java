package dev.tidewire.server.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects what is wrong, so that all of it can be shown at once. Confined to one thread. */
final class Problems {
  private final List<String> sentences = new ArrayList<>();

  void add(String sentence) {
    sentences.add(sentence);
  }

  void add(Origin origin, String sentence) {
    sentences.add("%s: %s".formatted(origin, sentence));
  }

  /** An unknown name, with the known one that it was probably meant to be. */
  void unknown(Origin origin, String what, String name, Collection<String> known) {
    String hint = Nearest.to(name, known).map(" Did you mean \"%s\"?"::formatted).orElse("");
    add(origin, "\"%s\" is not %s.%s".formatted(Printable.text(name), what, hint));
  }

  void throwIfAny() throws ConfigException {
    if (!sentences.isEmpty()) {
      throw new ConfigException(sentences);
    }
  }
}
