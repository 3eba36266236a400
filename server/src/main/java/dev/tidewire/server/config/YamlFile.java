package dev.tidewire.server.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** What the file gives: one key for each setting, and {@code namespaces}. */
final class YamlFile {
  private static final String NAMESPACES = "namespaces";

  private final YamlTree tree;
  private final Problems problems;
  private final Map<Setting<?>, Given> values = new HashMap<>();
  private Optional<Map<String, NamespaceSource>> namespaces = Optional.empty();

  /** What the file gives for one namespace, and where it begins. */
  record NamespaceSource(Map<Setting<?>, Given> values, Origin origin) {}

  private YamlFile(YamlTree tree, Problems problems) {
    this.tree = tree;
    this.problems = problems;
  }

  static YamlFile read(Path file, Problems problems) {
    YamlTree tree = new YamlTree(file, problems);
    YamlFile yaml = new YamlFile(tree, problems);
    tree.text().flatMap(tree::root).ifPresent(yaml::takeSettings);
    return yaml;
  }

  static YamlFile of(String text, Path file, Problems problems) {
    YamlTree tree = new YamlTree(file, problems);
    YamlFile yaml = new YamlFile(tree, problems);
    tree.root(text).ifPresent(yaml::takeSettings);
    return yaml;
  }

  Map<Setting<?>, Given> values() {
    return values;
  }

  /** What it says about namespaces, or empty when it leaves them as they are by default. */
  Optional<Map<String, NamespaceSource>> namespaces() {
    return namespaces;
  }

  private void takeSettings(Node root) {
    Map<String, Setting<?>> known = Catalogue.by(Setting::name);
    Set<String> names = new HashSet<>(known.keySet());
    names.add(NAMESPACES);
    tree.entries(
        root,
        "settings",
        (key, value) -> {
          Setting<?> setting = known.get(key.getValue());
          if (setting != null) {
            put(values, setting, key, value);
          } else if (key.getValue().equals(NAMESPACES)) {
            takeNamespaces(value);
          } else {
            problems.unknown(tree.at(key), "a setting", key.getValue(), names);
          }
        });
  }

  private void takeNamespaces(Node node) {
    Map<String, NamespaceSource> sources = new LinkedHashMap<>();
    tree.entries(
        node,
        "namespaces",
        (name, settings) ->
            sources.put(
                name.getValue(), new NamespaceSource(namespaceValues(settings), tree.at(name))));
    namespaces = Optional.of(sources);
  }

  private Map<Setting<?>, Given> namespaceValues(Node settings) {
    Map<Setting<?>, Given> given = new HashMap<>();
    if (YamlTree.isNothing(settings)) {
      return given; // A name alone: everything as by default.
    }
    Map<String, Setting<?>> known = NamespaceSettings.byName();
    tree.entries(
        settings,
        "the namespace's settings",
        (key, value) -> {
          Setting<?> setting = known.get(key.getValue());
          if (setting != null) {
            put(given, setting, key, value);
          } else {
            problems.unknown(
                tree.at(key), "a setting of a namespace", key.getValue(), known.keySet());
          }
        });
    return given;
  }

  private void put(Map<Setting<?>, Given> target, Setting<?> setting, ScalarNode key, Node value) {
    YamlTree.texts(value)
        .ifPresentOrElse(
            texts -> target.put(setting, new Given(texts, tree.at(key))),
            () ->
                problems.add(
                    tree.at(key),
                    "%s is %s, but %s was given."
                        .formatted(
                            setting.name(), setting.type().expectation(), YamlTree.kind(value))));
  }
}
