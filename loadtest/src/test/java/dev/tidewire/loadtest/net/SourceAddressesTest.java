package dev.tidewire.loadtest.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAddressesTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "2000, 1", "2001, 2", "15000, 8", "508000, 254", "9000000, 254"})
  void givesAnAddressToEveryTwoThousandClients(int clients, int addresses) {
    assertThat(SourceAddresses.onLoopback(clients, 4242))
        .hasSize(addresses)
        .doesNotHaveDuplicates()
        .allMatch(InetAddress::isLoopbackAddress);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 255, 256, 65_535, 4_194_303})
  void leavesTheAddressesOfServersAlone(long processId) {
    assertThat(SourceAddresses.onLoopback(508_000, processId))
        .noneMatch(each -> each.getHostAddress().startsWith("127.0."));
  }

  @Test
  void takesOthersThanTheProcessBefore() {
    assertThat(SourceAddresses.onLoopback(15_000, 4243))
        .doesNotContainAnyElementsOf(SourceAddresses.onLoopback(15_000, 4242));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws://192.0.2.1:8080/ws", "ws://[::1]:8080/ws"})
  void leavesTheChoiceToTheSystemElsewhere(String url) {
    List<Endpoint> servers =
        List.of(Endpoint.of("ws://127.0.0.1:8080/ws", "ws", "/"), Endpoint.of(url, "ws", "/"));

    assertThat(SourceAddresses.of(15_000, servers)).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void areAddressesThatAServerOnTheLoopbackIsReachedFrom() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      String url = "ws://127.0.0.1:" + server.getLocalPort() + "/ws";
      for (InetAddress each : SourceAddresses.of(15_000, List.of(Endpoint.of(url, "ws", "/")))) {
        try (Socket client = new Socket()) {
          client.bind(new InetSocketAddress(each, 0));
          client.connect(server.getLocalSocketAddress());
          try (Socket accepted = server.accept()) {
            assertThat(accepted.getInetAddress()).isEqualTo(each);
          }
        }
      }
    }
  }
}
