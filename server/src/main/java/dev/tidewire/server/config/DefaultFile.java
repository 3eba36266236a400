package dev.tidewire.server.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * The file that says what the defaults say, with a comment for each setting. It is rendered from
 * the catalogue; the copy among the resources is held equal to it by a test.
 */
public final class DefaultFile {
  private static final int WIDTH = 100;

  private DefaultFile() {}

  /** The whole file. */
  public static String render() {
    StringBuilder file = new StringBuilder();
    comment(
        file,
        "",
        "The configuration of a Tidewire server, with every setting at its default. Start it with"
            + " ./tidewire serve --config FILE, or name the file in TIDEWIRE_CONFIG. Each setting is"
            + " also a flag and a variable: port, --port and TIDEWIRE_PORT. Flags win over"
            + " variables, variables over this file, this file over the defaults. Sizes are written"
            + " 64KiB or 1MiB, durations 250ms, 10s, 5m or 24h. Secrets are better kept out of"
            + " files: use the variables.");
    for (Catalogue.Group group : Catalogue.GROUPS) {
      file.append("\n# --- ").append(group.title()).append(" ---\n");
      group.settings().forEach(setting -> setting(file, setting));
    }
    file.append("\n# --- Namespaces ---\n\n");
    file.append(namespacesText());
    return file.toString();
  }

  private static void setting(StringBuilder file, Setting<?> setting) {
    file.append('\n');
    comment(file, "", setting.description() + developmentNote(setting));
    if (setting.isSecret()) {
      file.append("# %s: \"...\"\n".formatted(setting.name()));
    } else {
      boolean many = setting.type().arity() == ValueType.Arity.MANY;
      String value = many ? "[]" : scalar(setting.byDefault());
      // What --dev changes stays commented out: a value that is written down would win over it.
      String start = developmentNote(setting).isEmpty() ? "" : "# ";
      file.append("%s%s: %s\n".formatted(start, setting.name(), value));
    }
  }

  private static String developmentNote(Setting<?> setting) {
    boolean same = setting.inDevelopment().equals(setting.byDefault());
    return same ? "" : " With --dev the default is %s.".formatted(setting.inDevelopment());
  }

  private static String scalar(String text) {
    return text.isEmpty() ? "\"\"" : text;
  }

  private static String namespacesText() {
    StringBuilder text = new StringBuilder();
    comment(
        text,
        "",
        "The part of a channel's name before its first colon. A channel of any other namespace does"
            + " not exist. Naming one here replaces all of these. Its settings, with their defaults:");
    for (Setting<?> setting : NamespaceSettings.ALL) {
      comment(
          text,
          "",
          "- %s (%s): %s".formatted(setting.name(), setting.byDefault(), setting.description()));
    }
    text.append("namespaces:\n");
    for (NamespaceSettings.Example example : NamespaceSettings.BY_DEFAULT) {
      comment(text.append('\n'), "  ", example.comment());
      text.append("  ").append(example.name()).append(":\n");
      example.lines().forEach(line -> text.append("    ").append(line).append('\n'));
    }
    return text.toString();
  }

  private static void comment(StringBuilder out, String indent, String sentence) {
    String start = indent + "# ";
    StringBuilder line = new StringBuilder(start);
    for (String word : sentence.split(" ", -1)) {
      if (line.length() + word.length() > WIDTH && line.length() > start.length()) {
        out.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(start);
      }
      line.append(word).append(' ');
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  /** The namespaces of a server whose file names none. */
  static Map<String, YamlFile.NamespaceSource> namespaces() {
    Problems none = new Problems();
    YamlFile file = YamlFile.of(namespacesText(), Path.of("default"), none);
    return file.namespaces().orElseThrow();
  }
}
