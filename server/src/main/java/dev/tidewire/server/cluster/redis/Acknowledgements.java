package dev.tidewire.server.cluster.redis;

import dev.tidewire.server.cluster.Receipt;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Who has carried out which command. Confined to the cluster's thread.
 *
 * <p>A node may say so before the answer to the sending is here, because that comes over another
 * connection; so the newest ones are kept for a while, whether this node has sent them or not.
 */
final class Acknowledgements {
  private static final int KEPT = 1000;

  /** A command of the log. */
  record Sent(String epoch, long number) {
    /**
     * Reads {@code "epoch number"}, to which a later release may have appended something.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static Sent parse(String text) {
      String[] words = text.split(" ", -1);
      if (words.length < 2) {
        throw new IllegalArgumentException("A position has an epoch and a number.");
      }
      return new Sent(words[0], Long.parseLong(words[1]));
    }
  }

  private final Map<Sent, Tally> tallies = new LinkedHashMap<>();

  /** A node has carried out a command. */
  void done(Sent command, String node, long sessions) {
    Tally tally = tally(command);
    tally.sessions.putIfAbsent(node, sessions);
    tally.look();
  }

  /** Complete when these nodes have carried out the command; {@link #end} completes it earlier. */
  CompletableFuture<Receipt> await(Sent command, Collection<String> nodes) {
    Tally tally = tally(command);
    tally.expected.addAll(nodes);
    tally.look();
    return tally.receipt;
  }

  /** Nobody waits for the rest any longer. */
  void end(Sent command) {
    Tally tally = tallies.remove(command);
    if (tally != null) {
      tally.receipt.complete(tally.receipt());
    }
  }

  private Tally tally(Sent command) {
    Tally tally = tallies.computeIfAbsent(command, _ -> new Tally());
    if (tallies.size() > KEPT) {
      end(tallies.keySet().iterator().next());
    }
    return tally;
  }

  /** What is known of one command. */
  private static final class Tally {
    final Set<String> expected = new TreeSet<>();
    final Map<String, Long> sessions = new TreeMap<>();
    final CompletableFuture<Receipt> receipt = new CompletableFuture<>();

    void look() {
      if (!expected.isEmpty() && sessions.keySet().containsAll(expected)) {
        receipt.complete(receipt());
      }
    }

    Receipt receipt() {
      return new Receipt(
          sessions.keySet().stream().toList(),
          expected.stream().filter(node -> !sessions.containsKey(node)).toList(),
          sessions.values().stream().mapToLong(Long::longValue).sum());
    }
  }
}
