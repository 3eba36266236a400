package dev.tidewire.server.config;

import java.util.List;

/** What one source gave for one setting, before it is read. */
record Given(List<String> texts, Origin origin) {
  Given {
    texts = List.copyOf(texts);
  }
}
