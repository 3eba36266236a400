package dev.tidewire.server.app;

import dev.tidewire.server.config.FlagGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Shows a command's options under the titles of the catalogue, the command's own ones first. */
final class HelpText implements IHelpSectionRenderer {
  @Override
  public String render(Help help) {
    CommandSpec command = help.commandSpec();
    List<OptionSpec> own = new ArrayList<>(command.options());
    StringBuilder text = new StringBuilder();
    for (FlagGroup group : FlagGroup.all()) {
      List<OptionSpec> options =
          group.flags().stream()
              .map(flag -> command.findOption(flag.name()))
              .filter(Objects::nonNull)
              .toList();
      own.removeAll(options);
      if (!options.isEmpty()) {
        text.append(section(help, group.title(), options));
      }
    }
    return section(help, "Options", own) + text;
  }

  private static String section(Help help, String title, List<OptionSpec> options) {
    Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
    layout.addOptions(options, new Labels(help.parameterLabelRenderer()));
    return help.createHeading("%n@|bold %s|@%n", title) + layout;
  }

  /** Leaves the value of a switch away: nobody needs to write {@code --dev=true}. */
  private record Labels(Help.IParamLabelRenderer usual) implements Help.IParamLabelRenderer {
    @Override
    public Help.Ansi.Text renderParameterLabel(
        ArgSpec argument, Help.Ansi ansi, List<Help.Ansi.IStyle> styles) {
      boolean isSwitch = argument instanceof OptionSpec option && !option.fallbackValue().isEmpty();
      return isSwitch
          ? Help.Ansi.OFF.new Text("")
          : usual.renderParameterLabel(argument, ansi, styles);
    }

    @Override
    public String separator() {
      return usual.separator();
    }
  }
}
