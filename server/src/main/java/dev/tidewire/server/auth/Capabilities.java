package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.UserId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one principal may do on which channels, compiled from a token's {@code caps}. Immutable;
 * what no pattern allows is denied.
 */
public final class Capabilities {
  /** No operation on any channel. */
  public static final Capabilities NONE = new Capabilities(List.of());

  /** The most patterns that {@code caps} may have. */
  public static final int MAX_PATTERNS = 100;

  private static final String EVERY_OPERATION = "*";

  private record Rule(CapabilityPattern pattern, Set<Operation> operations) {}

  private final List<Rule> rules;

  private Capabilities(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * Compiles patterns to lists of operation names.
   *
   * @param caps the token's {@code caps}
   * @param subject what {@code {sub}} stands for
   * @throws IllegalArgumentException when there are more than 100 patterns, or an operation is
   *     unknown; the message holds nothing of {@code caps}
   */
  public static Capabilities compile(Map<String, List<String>> caps, UserId subject) {
    if (caps.size() > MAX_PATTERNS) {
      throw new IllegalArgumentException(
          "caps has at most %d patterns, not %d.".formatted(MAX_PATTERNS, caps.size()));
    }
    List<Rule> rules = new ArrayList<>(caps.size());
    caps.forEach((pattern, names) ->
        rules.add(new Rule(CapabilityPattern.compile(pattern, subject), operations(names))));
    return rules.isEmpty() ? NONE : new Capabilities(List.copyOf(rules));
  }

  private static Set<Operation> operations(List<String> names) {
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    for (String name : names) {
      if (name.equals(EVERY_OPERATION)) {
        operations.addAll(EnumSet.allOf(Operation.class));
      } else {
        operations.add(operation(name));
      }
    }
    return operations;
  }

  private static Operation operation(String name) {
    for (Operation operation : Operation.values()) {
      if (operation.wireName().equals(name)) {
        return operation;
      }
    }
    throw new IllegalArgumentException(
        "caps names an operation that does not exist; there are subscribe, publish, presence,"
            + " history and *.");
  }

  /** Whether any pattern allows the operation on the channel. */
  public boolean allows(Operation operation, ChannelName channel) {
    for (Rule rule : rules) {
      if (rule.operations.contains(operation) && rule.pattern.matches(channel.value())) {
        return true;
      }
    }
    return false;
  }
}
