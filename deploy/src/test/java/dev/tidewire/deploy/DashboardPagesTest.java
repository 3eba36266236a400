package dev.tidewire.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards are explained, and the pictures of them show the panels that they have now. */
class DashboardPagesTest {
  static List<Path> dashboards() {
    return Project.list(Project.CHART.resolve("files/dashboards"), ".json");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyRowIsExplained(Path dashboard) {
    String operations = Project.read(Project.OPERATIONS);
    for (JsonElement element : panels(dashboard)) {
      JsonObject panel = element.getAsJsonObject();
      if (panel.get("type").getAsString().equals("row")) {
        assertThat(operations).contains("| **%s** | ".formatted(panel.get("title").getAsString()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void thePictureShowsEveryPanelAsItIsExplainedNow(Path dashboard) {
    String name = dashboard.getFileName().toString().replace(".json", ".svg");
    String picture =
        Project.read(Project.OPERATIONS.resolveSibling("images").resolve("grafana-" + name));
    for (JsonElement element : panels(dashboard)) {
      JsonObject panel = element.getAsJsonObject();
      String shown =
          panel.has("description")
              ? "<title>%s</title>".formatted(escaped(panel.get("description")))
              : "  %s</text>".formatted(escaped(panel.get("title")));
      assertThat(picture)
          .as("drawn anew by deploy/dashboards/pictures: %s", panel.get("title"))
          .contains(shown);
    }
    assertThat(picture).doesNotContain("No data");
  }

  private static JsonArray panels(Path dashboard) {
    return JsonParser.parseString(Project.read(dashboard))
        .getAsJsonObject()
        .getAsJsonArray("panels");
  }

  private static String escaped(JsonElement text) {
    return text.getAsString()
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
