package dev.tidewire.deploy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code values.yaml} says of its values: the comments that begin with two hyphens. */
final class ValueComments {
  /**
   * One value.
   *
   * @param path such as {@code image.tag}
   * @param text its default, as it stands behind the colon; empty when it is a map over lines
   */
  record Value(String path, String text, String comment) {}

  private static final Pattern COMMENT = Pattern.compile("\\s*# -- (.*)");
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z][\\w-]*):(?: (.*))?");

  private ValueComments() {}

  static List<Value> of(String yaml) {
    List<Value> values = new ArrayList<>();
    Deque<String> parents = new ArrayDeque<>();
    String comment = null;
    for (String line : yaml.lines().toList()) {
      Matcher described = COMMENT.matcher(line);
      Matcher key = KEY.matcher(line);
      if (described.matches()) {
        comment = described.group(1);
      } else if (key.matches()) {
        int depth = key.group(1).length() / 2;
        while (parents.size() > depth) {
          parents.removeLast();
        }
        parents.addLast(key.group(2));
        if (comment != null) {
          String text = key.group(3) == null ? "" : key.group(3);
          values.add(new Value(String.join(".", parents), text, comment));
          comment = null;
        }
      }
    }
    return values;
  }
}
