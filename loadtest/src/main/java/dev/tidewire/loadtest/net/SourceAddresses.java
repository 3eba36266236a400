package dev.tidewire.loadtest.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The addresses that the clients of a run connect from. On the loopback of Linux every address of
 * 127.0.0.0/8 is this machine's, and each run takes a few that no other takes.
 *
 * <p>An address has 28,232 ports there by default, and the kernel tries every second one first.
 * Once 14,000 are open it has to look at all of those in vain, and a connect takes 0.5 to 0.9 ms
 * where it took 15 µs, which is more than any server does for it.
 */
public final class SourceAddresses {
  /** So many may be there several times over, old sockets beside new ones, and find free ports. */
  private static final int CLIENTS_PER_ADDRESS = 2_000;

  /** The last part of an address is 1 to this; more clients than that are not for one machine. */
  private static final int MOST = 254;

  private static final int SECOND_PARTS = 254;

  private SourceAddresses() {}

  /**
   * Those of this process, for clients of these servers.
   *
   * @return none where the system must choose: away from the loopback, with IPv6, and on systems
   *     where 127.0.0.1 is the only address there
   */
  public static List<InetAddress> of(int clients, List<Endpoint> servers) {
    return isLinux() && servers.stream().allMatch(SourceAddresses::isOnLoopback)
        ? onLoopback(clients, ProcessHandle.current().pid())
        : List.of();
  }

  static List<InetAddress> onLoopback(int clients, long processId) {
    int needed = Math.ceilDiv(clients, CLIENTS_PER_ADDRESS);
    return IntStream.rangeClosed(1, Math.min(needed, MOST))
        .mapToObj(last -> address(processId, last))
        .toList();
  }

  private static InetAddress address(long processId, int last) {
    // 127.0.0.0/16 is left to servers.
    byte second = (byte) (1 + (processId >> 8) % SECOND_PARTS);
    try {
      return InetAddress.getByAddress(new byte[] {127, second, (byte) processId, (byte) last});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // only for another length
    }
  }

  private static boolean isOnLoopback(Endpoint server) {
    InetAddress address = server.address().getAddress();
    return address.isLoopbackAddress() && address instanceof Inet4Address;
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").equals("Linux");
  }
}
