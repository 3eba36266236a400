package dev.tidewire.server.broker.memory;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class JournaledBrokerContractTest extends MemoryBrokerContractTest {
  @TempDir Path directory;

  @Override
  MemoryBrokerOptions options() {
    return MemoryBrokerOptions.defaults().withJournal(directory);
  }
}
