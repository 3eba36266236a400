package dev.tidewire.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads the file: YAML 1.2, one key for each setting, and {@code namespaces}. Only the tree of
 * nodes is used; no tag in a file makes an object.
 */
final class YamlFile {
  private static final String NAMESPACES = "namespaces";
  private static final long MAX_BYTES = 1 << 20;

  private final Path file;
  private final Problems problems;
  private final Map<Setting<?>, Given> values = new HashMap<>();
  private final Map<String, NamespaceSource> namespaces = new LinkedHashMap<>();
  private boolean namesNamespaces;

  /** What the file gave for one namespace, and where it begins. */
  record NamespaceSource(Map<Setting<?>, Given> values, Origin origin) {}

  private YamlFile(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  static YamlFile read(Path file, Problems problems) {
    YamlFile yaml = new YamlFile(file, problems);
    String text = yaml.text();
    if (text != null) {
      yaml.parse(text);
    }
    return yaml;
  }

  static YamlFile of(String text, Path file, Problems problems) {
    YamlFile yaml = new YamlFile(file, problems);
    yaml.parse(text);
    return yaml;
  }

  Map<Setting<?>, Given> values() {
    return values;
  }

  /** What it says about namespaces, or empty when it leaves them as they are by default. */
  Optional<Map<String, NamespaceSource>> namespaces() {
    return namesNamespaces ? Optional.of(namespaces) : Optional.empty();
  }

  private @Nullable String text() {
    try {
      if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
        problems.add("%s is larger than 1MiB; that is not a configuration.".formatted(file));
        return null;
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      problems.add("%s does not exist.".formatted(file));
    } catch (CharacterCodingException e) {
      problems.add("%s is not UTF-8.".formatted(file));
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a folder" : "access was refused or failed";
      problems.add("%s cannot be read: %s.".formatted(file, why));
    }
    return null;
  }

  private void parse(String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
    try {
      new Compose(settings).composeString(text).ifPresent(this::root);
    } catch (MarkedYamlEngineException e) {
      problems.add(
          at(e.getProblemMark()),
          "this is not YAML: %s.".formatted(Printable.text(e.getProblem())));
    } catch (YamlEngineException e) {
      problems.add("%s is not YAML 1.2.".formatted(file));
    }
  }

  private void root(Node root) {
    Map<String, Setting<?>> known = Catalogue.by(Setting::name);
    Set<String> names = new HashSet<>(known.keySet());
    names.add(NAMESPACES);
    entries(
        root,
        "settings",
        (key, value) -> {
          Setting<?> setting = known.get(key.getValue());
          if (setting != null) {
            put(values, setting, key, value);
          } else if (key.getValue().equals(NAMESPACES)) {
            namesNamespaces = true;
            entries(value, "namespaces", this::namespace);
          } else {
            problems.unknown(at(key), "a setting", key.getValue(), names);
          }
        });
  }

  private void namespace(ScalarNode name, Node options) {
    Map<String, Setting<?>> known = NamespaceSettings.byName();
    Map<Setting<?>, Given> given = new HashMap<>();
    if (!isEmpty(options)) {
      entries(
          options,
          "the namespace's settings",
          (key, value) -> {
            Setting<?> setting = known.get(key.getValue());
            if (setting == null) {
              problems.unknown(at(key), "a setting of a namespace", key.getValue(), known.keySet());
            } else {
              put(given, setting, key, value);
            }
          });
    }
    namespaces.put(name.getValue(), new NamespaceSource(given, at(name)));
  }

  private void put(Map<Setting<?>, Given> target, Setting<?> setting, ScalarNode key, Node value) {
    List<@Nullable String> texts =
        switch (value) {
          case ScalarNode scalar when !isEmpty(scalar) -> List.of(scalar.getValue());
          case SequenceNode sequence ->
              sequence.getValue().stream()
                  .map(item -> item instanceof ScalarNode scalar ? scalar.getValue() : null)
                  .collect(Collectors.toList());
          default -> java.util.Collections.singletonList(null);
        };
    if (texts.contains(null)) {
      problems.add(
          at(key),
          "%s is %s, but %s was given."
              .formatted(setting.name(), setting.type().expectation(), kind(value)));
    } else {
      target.put(setting, new Given(texts.stream().map(String::valueOf).toList(), at(key)));
    }
  }

  private static String kind(Node value) {
    return switch (value) {
      case MappingNode _ -> "a mapping";
      case SequenceNode _ -> "a list of something else";
      default -> "nothing";
    };
  }

  private void entries(Node node, String what, BiConsumer<ScalarNode, Node> each) {
    if (!(node instanceof MappingNode mapping)) {
      problems.add(at(node), "%s are expected here, as in \"key: value\".".formatted(what));
      return;
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        problems.add(at(entry.getKeyNode()), "a key is a single word.");
      } else if (!seen.add(key.getValue())) {
        problems.add(
            at(key), "\"%s\" stands here twice.".formatted(Printable.text(key.getValue())));
      } else {
        each.accept(key, entry.getValueNode());
      }
    }
  }

  /** A key without a value; {@code ""} is a value. */
  private static boolean isEmpty(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getTag().equals(org.snakeyaml.engine.v2.nodes.Tag.NULL);
  }

  private Origin at(Node node) {
    return at(node.getStartMark());
  }

  private Origin at(Optional<Mark> mark) {
    return new Origin.File(file, mark.map(Mark::getLine).orElse(0) + 1);
  }
}
