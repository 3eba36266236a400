package dev.tidewire.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in PromQL what the server does not export. */
final class Expressions {
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:tidewire|jvm|process|system)_[a-z0-9_]+)(?:\\{([^}]*)\\})?");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|ignoring) \\(([^)]*)\\)");

  /** What a scrape adds by itself. */
  private static final Set<String> OF_PROMETHEUS =
      Set.of("namespace", "pod", "job", "instance", "service");

  private Expressions() {}

  /** Metrics and labels in an expression that there are none of. */
  static List<String> unknown(String expression, Map<String, Set<String>> exported) {
    List<String> unknown = new ArrayList<>();
    List<String> labels = new ArrayList<>(OF_PROMETHEUS);
    Matcher metric = METRIC.matcher(expression);
    while (metric.find()) {
      Set<String> own = exported.get(metric.group(1));
      if (own == null) {
        unknown.add(metric.group(1));
        continue;
      }
      labels.addAll(own);
      Matcher label = LABEL.matcher(metric.group(2) == null ? "" : metric.group(2));
      while (label.find()) {
        if (!OF_PROMETHEUS.contains(label.group(1)) && !own.contains(label.group(1))) {
          unknown.add(metric.group(1) + "{" + label.group(1) + "}");
        }
      }
    }
    Matcher grouping = GROUPING.matcher(expression);
    while (grouping.find()) {
      for (String label : grouping.group(1).split(",", -1)) {
        if (!labels.contains(label.strip())) {
          unknown.add("by (" + label.strip() + ")");
        }
      }
    }
    return unknown;
  }

  /** The names of all metrics in an expression. */
  static List<String> metrics(String expression) {
    return METRIC.matcher(expression).results().map(found -> found.group(1)).toList();
  }
}
