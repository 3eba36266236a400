package dev.tidewire.server.app;

import dev.tidewire.server.app.Finding.Grade;
import dev.tidewire.server.config.ConfigException;
import dev.tidewire.server.config.ConfigLoader;
import dev.tidewire.server.config.Configuration;
import dev.tidewire.server.config.ServerConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code ./tidewire doctor}: says what on this machine is in the way of a server, and how to mend
 * it.
 */
final class DoctorCommand implements Command {
  private final Console console;
  private final ConfigLoader loader;
  private final MachineCheckup machine;
  private final StoreCheckup store;

  /**
   * The command.
   *
   * @param proc where Linux shows what it is set to, {@code /proc}
   */
  DoctorCommand(Console console, ConfigLoader loader, Path proc, InstantSource clock) {
    this.console = console;
    this.loader = loader;
    this.machine = new MachineCheckup(proc);
    this.store = new StoreCheckup(clock);
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("doctor");
    ConfigFlags.addAll(spec);
    spec.usageMessage()
        .header("Say what on this machine is in the way, and how to mend it.")
        .description(
            "Takes the same flags, environment and file as serve, and looks at file limits, ports,"
                + " kernel settings, and the data folder or Redis: its version, memory and clock."
                + " Starts nothing. Exit code 0 when nothing is wrong, 1 when something is, 78 when"
                + " the configuration is.");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult arguments) throws ConfigException {
    Configuration configuration = loader.load(ConfigFlags.flags(arguments));
    Logs.configure(
        new ServerConfig.Logging(ServerConfig.LogFormat.TEXT, ServerConfig.LogLevel.ERROR));
    ServerConfig config = configuration.serverConfig();
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("configuration", "It is right, keys and secrets included."));
    findings.addAll(machine.of(config));
    findings.addAll(store.of(config));
    findings.forEach(this::print);
    long wrong = findings.stream().filter(finding -> finding.grade() == Grade.WRONG).count();
    console.out().println();
    console
        .out()
        .println(wrong == 0 ? "Nothing is wrong." : "%d of these must be mended.".formatted(wrong));
    return wrong == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private void print(Finding finding) {
    String grade = finding.grade().name().toLowerCase(Locale.ROOT);
    console.out().println("%-7s %s: %s".formatted(grade, finding.subject(), finding.found()));
    if (!finding.remedy().isEmpty()) {
      console.out().println("        -> " + finding.remedy());
    }
  }
}
