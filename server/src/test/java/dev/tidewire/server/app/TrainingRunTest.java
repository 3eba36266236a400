package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TrainingRunTest {
  @Test
  void servesManyMessagesToItsOwnClients() throws Exception {
    assertThat(TrainingRun.run(Duration.ofMillis(500)).received()).isGreaterThan(1000);
  }
}
