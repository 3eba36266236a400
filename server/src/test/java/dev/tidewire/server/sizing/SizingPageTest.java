package dev.tidewire.server.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The tables of {@code docs/sizing.md} are what the calculator says now; with {@code
 * -Dtidewire.update=true} they are written anew.
 */
class SizingPageTest {
  private static final Path PAGE = Path.of("..", "docs", "sizing.md");
  private static final Pattern BLOCK =
      Pattern.compile("(?s)(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)");
  private static final List<Double> SIZES = List.of(10_000.0, 1e6, 1e7);

  @Test
  void theTablesAreTheCalculators() throws IOException {
    String page = Files.readString(PAGE);
    Map<String, String> tables = tables();
    List<String> used = new ArrayList<>();
    String expected =
        BLOCK
            .matcher(page)
            .replaceAll(block -> {
              used.add(block.group(2));
              return Matcher.quoteReplacement(
                  block.group(1) + tables.get(block.group(2)) + block.group(3));
            });

    if (Boolean.getBoolean("tidewire.update")) {
      Files.writeString(PAGE, expected);
    } else {
      assertThat(page)
          .as("write it anew: mvn -pl server test -Dtest=SizingPageTest -Dtidewire.update=true")
          .isEqualTo(expected);
    }
    assertThat(used).containsExactlyInAnyOrderElementsOf(tables.keySet());
  }

  private static Map<String, String> tables() {
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put("overview", overview());
    for (Scenario scenario : Scenario.values()) {
      tables.put(scenario.key(), scenario(scenario));
    }
    tables.put("costs", costs());
    return tables;
  }

  private static Plan plan(Scenario scenario, double connections) {
    return new Sizing(Fleet.defaults(), Costs.builtIn()).plan(scenario.of(connections));
  }

  private static String overview() {
    StringBuilder table =
        new StringBuilder(
            """
            | connections | | deliveries/s | nodes of 4 cores | memory of each | shards of Redis | to clients | proxies |
            |---:|---|---:|---:|---:|---:|---:|---:|
            """);
    for (double connections : SIZES) {
      for (Scenario scenario : Scenario.values()) {
        Plan plan = plan(scenario, connections);
        table.append(
            "| %s | %s | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                    Amounts.number(connections),
                    scenario.key(),
                    Amounts.number(plan.work().deliveries()),
                    Amounts.number(plan.nodes().count()),
                    Amounts.bytes(plan.nodes().memory()),
                    Amounts.number(plan.redis().shards()),
                    Amounts.bits(plan.nodes().out()),
                    Amounts.number(plan.edge().proxies())));
      }
    }
    return table.toString();
  }

  private static String scenario(Scenario scenario) {
    List<Plan> plans = SIZES.stream().map(size -> plan(scenario, size)).toList();
    StringBuilder table =
        new StringBuilder("| | 10,000 | 1 million | 10 million |\n|---|---:|---:|---:|\n");
    List<List<Report.Line>> columns =
        plans.stream()
            .map(plan -> {
              List<Report.Line> lines = new ArrayList<>(Report.work(plan).subList(1, 5));
              lines.addAll(Report.installation(plan));
              lines.addAll(Report.comebacks(plan));
              lines.addAll(Report.settings(plan));
              return lines;
            })
            .toList();
    for (int i = 0; i < columns.getFirst().size(); i++) {
      int row = i;
      table.append("| ").append(columns.getFirst().get(row).name());
      columns.forEach(lines -> table.append(" | ").append(lines.get(row).value()));
      table.append(" |\n");
    }
    for (Wall wall : plans.getFirst().walls()) {
      table.append("| *wall:* ").append(wall.name());
      plans.forEach(plan -> table.append(" | ").append(used(plan, wall.name())));
      table.append(" |\n");
    }
    Plan million = plans.get(1);
    table.append("\nFrom 1 million on:\n\n");
    Report.reach(million).forEach(line -> table.append("- ").append(line).append('\n'));
    return table.toString();
  }

  private static String used(Plan plan, String wall) {
    return plan.walls().stream()
        .filter(each -> each.name().equals(wall))
        .map(each -> Amounts.share(each.use()))
        .findFirst()
        .orElseThrow();
  }

  private static String costs() {
    StringBuilder table = new StringBuilder("| price | | what | known by |\n|---|---:|---|---|\n");
    for (Price price : Price.values()) {
      Cost cost = Costs.builtIn().cost(price);
      String known =
          switch (cost.basis()) {
            case MEASURED ->
                "measured %s, %s: `%s`".formatted(cost.date(), machine(cost), cost.command());
            case DOCUMENTED -> "documented: " + cost.command();
            case ASSUMED -> "**assumed**";
          };
      table.append(
          "| `%s` | %s %s | %s | %s |\n"
              .formatted(
                  price.key(), Amounts.number(cost.value()), cost.unit(), cost.what(), known));
    }
    return table.toString();
  }

  private static String machine(Cost cost) {
    return cost.machine().contains("EPYC") ? "EPYC" : "Xeon";
  }
}
