package dev.tidewire.server.app;

import dev.tidewire.server.config.FlagGroup;
import dev.tidewire.server.config.FlagGroup.Flag;
import dev.tidewire.server.config.Flags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of a command that are settings. Each takes any text, any number of times: what is
 * right is decided by the configuration, which can then report everything at once.
 */
final class ConfigFlags {
  private static final String FILE = "--" + Flags.CONFIG;

  private ConfigFlags() {}

  /** All settings, and {@code --config}. */
  static void addAll(CommandSpec command) {
    command.addOption(configOption());
    FlagGroup.all()
        .forEach(group -> group.flags().forEach(flag -> command.addOption(option(flag))));
  }

  /** Only these, and {@code --config}. */
  static void add(CommandSpec command, Set<String> names) {
    command.addOption(configOption());
    FlagGroup.all().stream()
        .flatMap(group -> group.flags().stream())
        .filter(flag -> names.contains(flag.name()))
        .forEach(flag -> command.addOption(option(flag)));
  }

  private static OptionSpec configOption() {
    return OptionSpec.builder(FILE)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel("<file>")
        .description("The file to read. Variable: TIDEWIRE_CONFIG.")
        .build();
  }

  private static OptionSpec option(Flag flag) {
    String byDefault =
        flag.byDefault().isEmpty() ? "" : " Default: %s.".formatted(flag.byDefault());
    OptionSpec.Builder option =
        OptionSpec.builder(flag.name())
            .description((flag.description() + byDefault).replace("%", "%%"));
    return switch (flag.kind()) {
      // As a boolean, so that it takes "true" and "false" behind it and leaves all else alone.
      case SWITCH -> option.type(boolean.class).arity("0..1").fallbackValue("true").build();
      case VALUE ->
          option
              .type(List.class)
              .auxiliaryTypes(String.class)
              .arity("1")
              .paramLabel("<%s>".formatted(flag.placeholder()))
              .build();
    };
  }

  /** What the user gave. */
  static Flags flags(ParseResult arguments) {
    Map<String, List<String>> values = new HashMap<>();
    for (OptionSpec option : arguments.matchedOptions()) {
      if (!option.stringValues().isEmpty()) {
        values.put(option.longestName().substring(2), option.stringValues());
      }
    }
    List<String> errors =
        arguments.errors().stream().map(e -> e.getMessage() + ".").distinct().toList();
    return new Flags(values, unknown(arguments.unmatched()), errors);
  }

  /** Without the values of unknown flags, which are not mistakes of their own. */
  private static List<String> unknown(List<String> unmatched) {
    List<String> unknown = new ArrayList<>();
    boolean behindFlag = false;
    for (String argument : unmatched) {
      boolean isFlag = argument.startsWith("-");
      if (isFlag || !behindFlag) {
        unknown.add(argument);
      }
      behindFlag = isFlag && argument.indexOf('=') < 0;
    }
    return unknown;
  }
}
