package dev.tidewire.server.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One extension that a client offers (RFC 6455 section 9.1). Nothing of it may be reflected in an
 * answer.
 */
record ExtensionOffer(String name, List<Parameter> parameters) {
  /**
   * What it says of the extension.
   *
   * @param value without quotes; null when it has none
   */
  record Parameter(String name, @Nullable String value) {}

  ExtensionOffer {
    parameters = List.copyOf(parameters);
  }

  boolean has(String parameter) {
    return parameters.stream().anyMatch(each -> each.name().equals(parameter));
  }

  /** The offers in the client's order; none when one of the values is malformed. */
  static List<ExtensionOffer> parse(List<String> values) {
    List<ExtensionOffer> offers = new ArrayList<>();
    for (String value : values) {
      if (!new Reader(value).readAll(offers)) {
        return List.of();
      }
    }
    return offers;
  }

  /** Reads one value from left to right. Empty elements of a list mean nothing (RFC 9110). */
  private static final class Reader {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    /** Whether it is well formed. */
    boolean readAll(List<ExtensionOffer> offers) {
      do {
        String name = token();
        if (!name.isEmpty()) {
          List<Parameter> parameters = parameters();
          if (parameters == null) {
            return false;
          }
          offers.add(new ExtensionOffer(name, parameters));
        }
      } while (take(','));
      return at == text.length();
    }

    private @Nullable List<Parameter> parameters() {
      List<Parameter> parameters = new ArrayList<>();
      while (take(';')) {
        String name = token();
        if (name.isEmpty()) {
          return null;
        }
        String value = null;
        if (take('=')) {
          value = take('"') ? quoted() : token();
          if (value.isEmpty()) {
            return null;
          }
        }
        parameters.add(new Parameter(name, value));
      }
      return parameters;
    }

    /** What is between quotes: a token like any other (RFC 6455 section 9.1); empty if not. */
    private String quoted() {
      StringBuilder value = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\') {
          at++;
        }
        if (at == text.length() || !isTokenCharacter(text.charAt(at))) {
          return "";
        }
        value.append(text.charAt(at++));
      }
      return take('"') ? value.toString() : "";
    }

    /** The token that comes next, and the blanks around it; empty when none does. */
    private String token() {
      skipBlanks();
      int start = at;
      while (at < text.length() && isTokenCharacter(text.charAt(at))) {
        at++;
      }
      String token = text.substring(start, at);
      skipBlanks();
      return token;
    }

    private boolean take(char expected) {
      skipBlanks();
      if (at == text.length() || text.charAt(at) != expected) {
        return false;
      }
      at++;
      return true;
    }

    private void skipBlanks() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    private static boolean isTokenCharacter(char c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || TOKEN_MARKS.indexOf(c) >= 0;
    }
  }
}
