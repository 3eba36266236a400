package dev.tidewire.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidewire.loadtest.scenario.Second;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Results conform to the schema, and the schema describes nothing that results do not have. */
class SchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> problems = new ArrayList<>();

  @Test
  void describesEveryMemberOfAFullResult() throws IOException {
    JsonNode result = JSON.readTree(Json.text(full()));

    check(JSON.readTree(Json.schema()), result, "result");

    assertThat(problems).isEmpty();
    assertThat(missing(JSON.readTree(Json.schema()), result)).isEmpty();
  }

  @Test
  void letsOnlyOptionalMembersBeMissing() throws IOException {
    check(JSON.readTree(Json.schema()), JSON.readTree(Json.text(bare())), "result");

    assertThat(problems).isEmpty();
  }

  @Test
  void noticesAMemberTooManyOneTooFewAndOneOfTheWrongType() throws IOException {
    String text =
        Json.text(bare())
            .replace("\"peer\"", "\"pear\"")
            .replace("\"owed\" : 0", "\"owed\" : \"0\"");

    check(JSON.readTree(Json.schema()), JSON.readTree(text), "result");

    assertThat(problems)
        .containsExactlyInAnyOrder(
            "result.peer is missing", "result.pear is unknown", "result.checks.owed is a string");
  }

  private void check(JsonNode schema, JsonNode value, String path) {
    if (!schema.path("type").toString().contains('"' + typeOf(value) + '"')
        && !(typeOf(value).equals("integer")
            && schema.path("type").toString().contains("number"))) {
      problems.add("%s is a %s".formatted(path, typeOf(value)));
      return;
    }
    schema
        .path("required")
        .forEach(name -> {
          if (!value.has(name.asText())) {
            problems.add("%s.%s is missing".formatted(path, name.asText()));
          }
        });
    value
        .properties()
        .forEach(member -> {
          String inner = path + "." + member.getKey();
          JsonNode known = schema.path("properties").path(member.getKey());
          JsonNode other = schema.path("additionalProperties");
          if (!known.isMissingNode()) {
            check(known, member.getValue(), inner);
          } else if (other.isObject()) {
            check(other, member.getValue(), inner);
          } else {
            problems.add(inner + " is unknown");
          }
        });
    if (value.isArray()) {
      value.forEach(each -> check(schema.path("items"), each, path + "[]"));
    }
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NULL -> "null";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      default -> throw new IllegalArgumentException(value.toString());
    };
  }

  /** What the schema knows and a full result lacks. */
  private static List<String> missing(JsonNode schema, JsonNode value) {
    List<String> missing = new ArrayList<>();
    schema
        .path("properties")
        .properties()
        .forEach(member -> {
          if (value.has(member.getKey())) {
            missing.addAll(missing(member.getValue(), value.get(member.getKey())));
          } else {
            missing.add(member.getKey());
          }
        });
    return missing;
  }

  static Result full() {
    return new Result(
        Result.SCHEMA,
        "growth",
        10.0,
        "<label>",
        "fanout",
        "tidewire",
        "2026-01-01T00:00:00Z",
        Map.of("rate", "50"),
        Map.of("cores", "2"),
        new Result.Rates(20.0, 50.0, 50.1, 500.2, 1e6, 999.5, 2000.5, 900.0, 0.5),
        new Result.Checks(10_000, 1, 0.9999, 1, 2, 3, 4, 5, 6, 7),
        Map.of("delivery", Results.figures(histogram())),
        new Result.TargetFigures(
            List.of(7L), 100.5, 4000.5, 0.01, 0.5, 0.6, 5.5, 1e6, 1 << 20, 2 << 20, 3 << 20),
        new Result.Generator(0.95, 1.1, 12, 0.2, true, List.of("It had no time.")),
        Map.of("deliveries", 9_999L),
        Map.of("lost: cut", 3L),
        List.of(new Second(1.5, "measure", 10, 50, 500, 0.5, 1.5, 2.5, 3.5, 0.5, 1 << 20, 0.2)),
        List.of(new Result.ThresholdResult("loss==0", 1.0, false)));
  }

  static Result bare() {
    return new Result(
        Result.SCHEMA,
        "connect",
        null,
        "label",
        "connect",
        "ws",
        "2026-01-01T00:00:00Z",
        Map.of(),
        Map.of(),
        new Result.Rates(0, null, 0, 0, 0, null, null, 0, null),
        new Result.Checks(0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
        Map.of(),
        null,
        new Result.Generator(0, 0, 0, 0, false, List.of()),
        Map.of(),
        Map.of(),
        List.of(new Second(1, "connect", 0, 0, 0, 0, 0, 0, 0, null, 0, 0)),
        List.of());
  }

  private static org.HdrHistogram.Histogram histogram() {
    org.HdrHistogram.Histogram histogram = new org.HdrHistogram.Histogram(3);
    for (int micros = 1; micros <= 10_000; micros++) {
      histogram.recordValue(micros);
    }
    return histogram;
  }
}
