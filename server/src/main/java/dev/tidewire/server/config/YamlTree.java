package dev.tidewire.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
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
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML 1.2 file as nodes that know their lines. Only nodes are used; no tag in a file makes an
 * object. What is wrong with its form is reported to {@link Problems}.
 */
final class YamlTree {
  private static final long MAX_BYTES = 1 << 20;

  private final Path file;
  private final Problems problems;

  YamlTree(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** The text of the file, or empty when it cannot be read, which is reported. */
  Optional<String> text() {
    try {
      if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
        problems.add("%s is larger than 1MiB; that is not a configuration.".formatted(file));
        return Optional.empty();
      }
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      problems.add("%s does not exist.".formatted(file));
    } catch (CharacterCodingException e) {
      problems.add("%s is not UTF-8.".formatted(file));
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a folder" : "access was refused or failed";
      problems.add("%s cannot be read: %s.".formatted(file, why));
    }
    return Optional.empty();
  }

  /** The root of this text, or empty when there is nothing in it or it is not YAML. */
  Optional<Node> root(String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
    try {
      return new Compose(settings).composeString(text).filter(node -> !isNothing(node));
    } catch (MarkedYamlEngineException e) {
      problems.add(
          at(e.getProblemMark()),
          "this is not YAML: %s.".formatted(Printable.text(String.valueOf(e.getProblem()))));
    } catch (YamlEngineException e) {
      problems.add("%s is not YAML 1.2.".formatted(file));
    }
    return Optional.empty();
  }

  /** Hands over each entry of a mapping; one that comes twice is reported and left out. */
  void entries(Node node, String what, BiConsumer<ScalarNode, Node> each) {
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

  /** The text of a scalar, or those of a list of scalars; empty when it is anything else. */
  static Optional<List<String>> texts(Node value) {
    if (value instanceof ScalarNode scalar && !isNothing(scalar)) {
      return Optional.of(List.of(scalar.getValue()));
    }
    if (!(value instanceof SequenceNode sequence)) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      if (!(item instanceof ScalarNode scalar) || isNothing(item)) {
        return Optional.empty();
      }
      texts.add(scalar.getValue());
    }
    return Optional.of(texts);
  }

  /** Whether a key has no value; {@code ""} is one. */
  static boolean isNothing(Node node) {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  /** What a value is, for a sentence. */
  static String kind(Node value) {
    return switch (value) {
      case MappingNode _ -> "a mapping";
      case SequenceNode _ -> "a list of something else";
      default -> "nothing";
    };
  }

  /** Where a node begins. */
  Origin at(Node node) {
    return at(node.getStartMark());
  }

  private Origin at(Optional<Mark> mark) {
    return new Origin.File(file, mark.map(Mark::getLine).orElse(0) + 1);
  }
}
