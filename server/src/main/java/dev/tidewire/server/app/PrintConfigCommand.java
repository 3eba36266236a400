package dev.tidewire.server.app;

import dev.tidewire.server.channel.Namespace;
import dev.tidewire.server.channel.Namespace.Flush;
import dev.tidewire.server.channel.Namespace.PresenceMode;
import dev.tidewire.server.channel.Namespace.Publishers;
import dev.tidewire.server.config.ConfigException;
import dev.tidewire.server.config.ConfigLoader;
import dev.tidewire.server.config.Configuration;
import dev.tidewire.server.config.DefaultFile;
import dev.tidewire.server.config.ShownSetting;
import dev.tidewire.server.config.Units;
import dev.tidewire.server.history.Retention;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code ./tidewire print-config}: every value with its origin, secrets redacted. */
final class PrintConfigCommand implements Command {
  private final Console console;
  private final ConfigLoader loader;

  PrintConfigCommand(Console console, ConfigLoader loader) {
    this.console = console;
    this.loader = loader;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("print-config");
    spec.addOption(
        OptionSpec.builder("--default")
            .type(boolean.class)
            .arity("0")
            .description("Print a file with every setting at its default instead, to start from.")
            .build());
    ConfigFlags.addAll(spec);
    spec.usageMessage()
        .header("Print every setting and where its value comes from.")
        .description("The namespaces too. Secrets are not shown.")
        .footer("", "@|bold Example|@", "  ./tidewire print-config --default > tidewire.yaml");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult arguments) throws ConfigException {
    if (arguments.hasMatchedOption("--default")) {
      console.out().print(DefaultFile.render());
      return ExitCode.OK;
    }
    print(loader.load(ConfigFlags.flags(arguments)));
    return ExitCode.OK;
  }

  private void print(Configuration configuration) {
    PrintStream out = console.out();
    List<ShownSetting> settings = configuration.shown();
    int names = width(settings, ShownSetting::name);
    int values = width(settings, ShownSetting::value);
    String group = "";
    for (ShownSetting setting : settings) {
      if (!setting.group().equals(group)) {
        group = setting.group();
        out.println("# " + group);
      }
      out.println(
          "%s  %s  %s"
              .formatted(
                  padded(setting.name(), names),
                  padded(setting.value(), values),
                  setting.origin()));
    }
    out.println("# Namespaces");
    configuration.namespaces().values().stream()
        .sorted(Comparator.comparing(Namespace::name))
        .map(PrintConfigCommand::line)
        .forEach(out::println);
  }

  private static String line(Namespace namespace) {
    Retention retention = namespace.retention();
    String history =
        retention.keepsHistory()
            ? "keeps %d messages for %s and keys for %s"
                .formatted(
                    retention.size(),
                    Units.text(retention.age()),
                    Units.text(retention.idempotency()))
            : "keeps no history";
    return "%s: %s, presence %s, publishers %s, up to %d bytes, flush %s"
        .formatted(
            namespace.name(),
            history,
            namespace.presence() == PresenceMode.ON ? "on" : "off",
            namespace.publishers() == Publishers.CLIENTS ? "clients" : "server",
            namespace.maxMessageBytes(),
            namespace.flush() == Flush.GATHERED ? "gathered" : "prompt");
  }

  private static int width(List<ShownSetting> settings, Function<ShownSetting, String> column) {
    return settings.stream().map(column).mapToInt(String::length).max().orElse(0);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
