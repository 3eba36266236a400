package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LogsTest {
  private static final String HOSTILE = "bob\r\n12:00:00.000 INFO fake \u001b[31mred\u202e\u2028";

  private static LoggingEvent event(String message, @Nullable Throwable thrown) {
    LoggerContext context = new LoggerContext();
    context.start();
    return new LoggingEvent(
        "caller",
        context.getLogger("dev.tidewire.server.session.Session"),
        Level.WARN,
        "The user {} came.",
        thrown,
        new Object[] {message});
  }

  @Test
  void writesOneTextLineWhateverTheMessageHolds() {
    assertThat(new TextLines().doLayout(event(HOSTILE, null)))
        .matches(
            "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  Session            The user"
                + " bob\\\\r\\\\n12:00:00\\.000 INFO fake \\\\u001b\\[31mred\\\\u202e\\\\u2028"
                + " came\\.\n");
  }

  @Test
  void escapesTheMessagesOfExceptionsAndTheirCauses() {
    Exception cause = new IllegalStateException(HOSTILE);
    String text =
        new TextLines().doLayout(event("x", new IllegalArgumentException("outer", cause)));
    assertThat(text)
        .contains("java.lang.IllegalArgumentException: outer\n")
        .contains("Caused by: java.lang.IllegalStateException: bob\\r\\n12")
        .doesNotContain("\u001b", "\r");
    assertThat(text.lines().skip(1)).allMatch(line -> line.startsWith("    "));
  }

  @Test
  void cutsALongMessage() {
    assertThat(new TextLines().doLayout(event("x".repeat(100_000), null)).length())
        .isLessThan(9000);
  }

  @Test
  void writesOneJsonObjectPerLine() throws Exception {
    String line = new JsonLines().doLayout(event(HOSTILE, new IllegalStateException("boom")));
    assertThat(line).endsWith("}\n").doesNotContain("\u001b", "\r");
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.get("level").asText()).isEqualTo("WARN");
    assertThat(json.get("logger").asText()).isEqualTo("dev.tidewire.server.session.Session");
    assertThat(json.get("message").asText()).startsWith("The user bob\\r\\n12:00");
    assertThat(json.get("error").asText()).startsWith("java.lang.IllegalStateException: boom\n");
    assertThat(json.get("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
  }
}
