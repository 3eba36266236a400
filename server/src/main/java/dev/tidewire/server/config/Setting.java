package dev.tidewire.server.config;

import java.util.Locale;

/**
 * One thing that can be configured. Its name is its key in the file; the flag and the variable
 * follow from it.
 *
 * @param name words with hyphens, as in {@code max-connections}
 * @param type how its text is read
 * @param byDefault its text when nobody gives one
 * @param inDevelopment the same for {@code --dev}
 * @param visibility whether its value may be shown
 * @param description full sentences, for help and for the default file
 */
record Setting<T>(
    String name,
    ValueType<T> type,
    String byDefault,
    String inDevelopment,
    Visibility visibility,
    String description) {
  /** Whether a value may be shown. */
  enum Visibility {
    PUBLIC,
    SECRET
  }

  static <T> Setting<T> setting(
      String name, ValueType<T> type, String byDefault, String description) {
    return new Setting<>(name, type, byDefault, byDefault, Visibility.PUBLIC, description);
  }

  Setting<T> inDevelopment(String text) {
    return new Setting<>(name, type, byDefault, text, visibility, description);
  }

  Setting<T> kept() {
    return new Setting<>(name, type, byDefault, inDevelopment, Visibility.SECRET, description);
  }

  boolean isSecret() {
    return visibility == Visibility.SECRET;
  }

  String flag() {
    return "--" + name;
  }

  String variable() {
    return "TIDEWIRE_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
