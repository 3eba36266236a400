package dev.tidewire.server.app;

import dev.tidewire.server.config.ConfigException;
import dev.tidewire.server.config.Printable;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Finds the command that the user means, runs it, and reports what goes wrong with it. */
final class CommandLineInterface {
  private static final int WIDTH = 100;
  private static final int OPTION_COLUMN = 44;

  private final Console console;
  private final Map<String, Command> commands = new LinkedHashMap<>();
  private final CommandLine line;

  CommandLineInterface(Console console, List<Command> commands) {
    this.console = console;
    CommandSpec root = root();
    for (Command command : commands) {
      CommandSpec spec = command.spec();
      this.commands.put(spec.name(), command);
      root.addSubcommand(spec.name(), prepared(spec));
    }
    this.line = new CommandLine(root).setExpandAtFiles(false);
    line.setColorScheme(
        Help.defaultColorScheme(
            console.colour() == Console.Colour.NEVER ? Help.Ansi.OFF : Help.Ansi.AUTO));
  }

  private static CommandSpec root() {
    CommandSpec root = CommandSpec.create().name("tidewire").addOption(helpOption());
    root.usageMessage()
        .width(WIDTH)
        .customSynopsis("./tidewire @|bold COMMAND|@ [--help]")
        .description("%nA real-time messaging server that loses nothing silently.%n")
        .commandListHeading("@|bold Commands|@%n")
        .footer(
            "",
            "@|bold Examples|@",
            "  ./tidewire serve --dev                  try it: http://localhost:8080/",
            "  ./tidewire serve --config prod.yaml     run it",
            "  ./tidewire check-config --config prod.yaml",
            "  ./tidewire bench fanout                 put it under load",
            "",
            "Each command explains itself: ./tidewire serve --help");
    root.usageMessage().sectionMap().remove(UsageMessageSpec.SECTION_KEY_OPTION_LIST);
    return root;
  }

  private static OptionSpec helpOption() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Show this help.")
        .build();
  }

  private static CommandSpec prepared(CommandSpec spec) {
    spec.addOption(helpOption());
    spec.parser().collectErrors(true).unmatchedArgumentsAllowed(true);
    spec.usageMessage()
        .width(WIDTH)
        .longOptionsMaxWidth(OPTION_COLUMN)
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .synopsisHeading("%nUsage: ./")
        .descriptionHeading("%n");
    spec.usageMessage().sectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new HelpText());
    return spec;
  }

  ExitCode run(String... arguments) {
    try {
      ParseResult root = line.parseArgs(arguments);
      if (!root.hasSubcommand()) {
        boolean asked = root.isUsageHelpRequested();
        line.usage(asked ? console.out() : console.err());
        return asked ? ExitCode.OK : ExitCode.USAGE;
      }
      return run(root.subcommand());
    } catch (UnmatchedArgumentException e) {
      return usageError(unmatched(e));
    } catch (ParameterException e) {
      return usageError(e.getMessage() + ".");
    }
  }

  private ExitCode run(ParseResult arguments) {
    CommandSpec spec = arguments.commandSpec();
    if (arguments.isUsageHelpRequested()) {
      spec.commandLine().usage(console.out());
      return ExitCode.OK;
    }
    try {
      return command(spec.name()).run(arguments);
    } catch (ConfigException e) {
      return configErrors(e.problems());
    } catch (UsageException e) {
      return usageError("%s See ./tidewire %s --help.".formatted(e.getMessage(), spec.name()));
    }
  }

  private Command command(String name) {
    Command command = commands.get(name);
    if (command == null) {
      throw new IllegalStateException("The command line knows a command that nobody runs: " + name);
    }
    return command;
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String first = Printable.text(e.getUnmatched().getFirst());
    String sentence = "\"%s\" is not a command.".formatted(first);
    List<String> suggestions = e.getSuggestions();
    return suggestions.isEmpty()
        ? sentence + " See ./tidewire --help."
        : "%s Did you mean \"%s\"?".formatted(sentence, suggestions.getFirst());
  }

  private ExitCode usageError(String sentence) {
    console.err().println("tidewire: " + sentence);
    return ExitCode.USAGE;
  }

  private ExitCode configErrors(List<String> problems) {
    PrintStream err = console.err();
    err.println(
        problems.size() == 1
            ? "tidewire: there is an error in the configuration."
            : "tidewire: there are %d errors in the configuration.".formatted(problems.size()));
    problems.forEach(problem -> err.println("  " + problem));
    return ExitCode.CONFIG;
  }
}
