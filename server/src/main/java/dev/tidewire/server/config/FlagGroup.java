package dev.tidewire.server.config;

import java.util.List;

/**
 * Flags that belong together, for the command line's help.
 *
 * @param title what they are about
 * @param flags in the order in which people should meet them
 */
public record FlagGroup(String title, List<Flag> flags) {
  /** Copies the list. */
  public FlagGroup {
    flags = List.copyOf(flags);
  }

  /**
   * One flag.
   *
   * @param name with its hyphens
   * @param variable the variable that does the same
   * @param placeholder what stands for its value
   * @param kind whether its value may be left out
   * @param description full sentences
   * @param byDefault the default as text, empty when there is none to show
   */
  public record Flag(
      String name,
      String variable,
      String placeholder,
      Kind kind,
      String description,
      String byDefault) {}

  /** Whether a flag's value may be left out. */
  public enum Kind {
    /** {@code --dev} means {@code --dev=true}. */
    SWITCH,
    /** A value must follow. */
    VALUE
  }

  /** All flags that are settings. */
  public static List<FlagGroup> all() {
    return Catalogue.GROUPS.stream()
        .map(group ->
            new FlagGroup(group.title(), group.settings().stream().map(FlagGroup::flag).toList()))
        .toList();
  }

  private static Flag flag(Setting<?> setting) {
    boolean isSwitch = setting.type().equals(Catalogue.SWITCH);
    return new Flag(
        setting.flag(),
        setting.variable(),
        setting.type().placeholder(),
        isSwitch ? Kind.SWITCH : Kind.VALUE,
        setting.description(),
        isSwitch ? "" : setting.byDefault());
  }
}
