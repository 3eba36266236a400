package dev.tidewire.server.app;

import dev.tidewire.server.sizing.Costs;
import dev.tidewire.server.sizing.Plan;
import dev.tidewire.server.sizing.Report;
import dev.tidewire.server.sizing.Sizing;
import dev.tidewire.server.sizing.Wall;
import dev.tidewire.server.sizing.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code ./tidewire size}: how many nodes, shards and proxies an audience takes. */
final class SizeCommand implements Command {
  private static final int NAME_WIDTH = 46;

  private final Console console;

  SizeCommand(Console console) {
    this.console = console;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("size");
    SizeOptions.addAll(spec);
    spec.addOption(
        OptionSpec.builder("--json")
            .type(boolean.class)
            .arity("0")
            .fallbackValue("true")
            .description("Print the figures as JSON: cores, bytes, bit/s, seconds.")
            .build());
    spec.usageMessage()
        .header("Say how many nodes, shards and proxies an audience takes.")
        .description(
            "Reckons with costs that were measured on a small machine and are taken to be"
                + " proportional. docs/sizing.md has the formulas, what is known of them, and how"
                + " to measure the costs on machines of yours. Starts nothing.")
        .footer(
            "",
            "@|bold Examples|@",
            "  ./tidewire size --connections 1000000",
            "  ./tidewire size --connections 200000 --scenario dashboard --publishes 5000",
            "  ./tidewire size --connections 50000 --node-cores 8 --costs costs.yaml --json");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult arguments) throws UsageException {
    SizeOptions options = new SizeOptions(arguments);
    Plan plan;
    try {
      Workload work = options.workload();
      Sizing sizing = new Sizing(options.fleet(), costs(options));
      plan =
          options.has(SizeFlag.NODES)
              ? sizing.plan(work, (int) options.number(SizeFlag.NODES, 0))
              : sizing.plan(work);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    if (arguments.hasMatchedOption("--json")) {
      printJson(plan);
    } else {
      print(plan);
    }
    return ExitCode.OK;
  }

  private static Costs costs(SizeOptions options) throws UsageException {
    if (!options.has(SizeFlag.COSTS)) {
      return Costs.builtIn();
    }
    String file = options.text(SizeFlag.COSTS);
    try {
      return Costs.parse(Files.readString(Path.of(file)));
    } catch (IOException | InvalidPathException e) {
      throw new UsageException("--costs: %s cannot be read.".formatted(file));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--costs: %s".formatted(e.getMessage()));
    }
  }

  private void print(Plan plan) {
    PrintStream out = console.out();
    section("What is asked for", Report.work(plan));
    section("What it takes", Report.installation(plan));
    section("When clients come back", Report.comebacks(plan));
    section("Settings that go with it", Report.settings(plan));
    section("Walls, and how much of each is used", Report.walls(plan));
    out.println();
    Wall nearest = plan.walls().getFirst();
    Report.reach(plan).forEach(out::println);
    out.println("Nearest now: %s. %s".formatted(nearest.name(), nearest.remedy()));
  }

  private void section(String title, List<Report.Line> lines) {
    PrintStream out = console.out();
    out.println();
    out.println(title);
    for (Report.Line line : lines) {
      out.println(("  %-" + NAME_WIDTH + "s%s").formatted(line.name(), line.value()));
    }
  }

  private void printJson(Plan plan) {
    Map<String, Double> figures = Report.figures(plan);
    console
        .out()
        .println(
            figures.entrySet().stream()
                .map(each -> "  \"%s\": %s".formatted(each.getKey(), plain(each.getValue())))
                .collect(Collectors.joining(",\n", "{\n", "\n}")));
  }

  private static String plain(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.6g", value);
  }
}
