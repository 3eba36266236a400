package dev.tidewire.server.checker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was found: each broken rule with its count, and the first examples of each. */
final class Violations {
  private static final int EXAMPLES = 20;

  private final Map<Rule, Long> counts = new EnumMap<>(Rule.class);
  private final List<Violation> examples = new ArrayList<>();

  void add(Rule rule, String what) {
    if (counts.merge(rule, 1L, Long::sum) <= EXAMPLES) {
      examples.add(new Violation(rule, what));
    }
  }

  Map<Rule, Long> counts() {
    return counts;
  }

  List<Violation> examples() {
    return List.copyOf(examples);
  }
}
