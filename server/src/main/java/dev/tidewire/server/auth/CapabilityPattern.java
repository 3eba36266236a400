package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.UserId;
import java.util.ArrayList;
import java.util.List;

/**
 * A pattern over channel names: {@code *} stands for any characters, none included, and {@code
 * {sub}} for the token's own subject, literally. Immutable.
 *
 * <p>It is kept as the literal pieces between its stars, cut before the subject is put in: a
 * subject {@code *} makes {@code user:{sub}} match a channel that is called {@code user:*}, of
 * which there is none, and not everybody's. Matching looks for each piece behind the one before and
 * never goes back.
 */
final class CapabilityPattern {
  private static final String SUBJECT = "{sub}";

  private final String[] pieces;

  private CapabilityPattern(String[] pieces) {
    this.pieces = pieces;
  }

  static CapabilityPattern compile(String pattern, UserId subject) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int star; (star = pattern.indexOf('*', start)) >= 0; start = star + 1) {
      pieces.add(withSubject(pattern.substring(start, star), subject));
    }
    pieces.add(withSubject(pattern.substring(start), subject));
    return new CapabilityPattern(pieces.toArray(String[]::new));
  }

  private static String withSubject(String piece, UserId subject) {
    return piece.replace(SUBJECT, subject.value());
  }

  boolean matches(String name) {
    String head = pieces[0];
    if (pieces.length == 1) {
      return name.equals(head);
    }
    String tail = pieces[pieces.length - 1];
    int end = name.length() - tail.length();
    if (end < head.length() || !name.startsWith(head) || !name.endsWith(tail)) {
      return false;
    }
    int position = head.length();
    for (int i = 1; i < pieces.length - 1; i++) {
      int found = name.indexOf(pieces[i], position, end);
      if (found < 0) {
        return false;
      }
      position = found + pieces[i].length();
    }
    return true;
  }
}
