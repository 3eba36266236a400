package dev.tidewire.server.config;

import dev.tidewire.server.channel.Namespace;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Puts a configuration together: flags win over the environment, the environment over the file, the
 * file over the defaults. Whatever is wrong in any of them is reported together.
 */
public final class ConfigLoader {
  private final Map<String, String> environment;
  private final Path workingFolder;

  /**
   * A loader for this environment; paths are resolved against {@code workingFolder}, which is
   * absolute.
   */
  public ConfigLoader(Map<String, String> environment, Path workingFolder) {
    this.environment = Map.copyOf(environment);
    this.workingFolder = workingFolder;
  }

  /** A loader for the process's own environment and folder. */
  public static ConfigLoader ofProcess() {
    return new ConfigLoader(System.getenv(), Path.of("").toAbsolutePath());
  }

  /** Whether output should be without colours; see no-color.org. */
  public boolean isColourless() {
    return !environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /**
   * Loads and checks everything; writes nothing.
   *
   * @throws ConfigException with all that is wrong
   */
  public Configuration load(Flags flags) throws ConfigException {
    return load(flags, Rules::checkServer);
  }

  /**
   * Loads what is needed to mint tokens; what only a server needs may be missing.
   *
   * @throws ConfigException with all that is wrong
   */
  public Configuration loadForTokens(Flags flags) throws ConfigException {
    return load(flags, (rules, _) -> rules.checkSecrets());
  }

  /**
   * The same where another key signs, so that the secret may be missing too.
   *
   * @throws ConfigException with all that is wrong
   */
  public Configuration loadForTokensOfKey(Flags flags) throws ConfigException {
    return load(flags, (_, _) -> {});
  }

  private Configuration load(Flags flags, BiConsumer<Rules, Map<String, Namespace>> rules)
      throws ConfigException {
    Problems problems = new Problems();
    Map<Setting<?>, Given> given = FlagSource.read(flags, problems);
    Map<Setting<?>, Given> variables = EnvironmentSource.read(environment, problems);
    Optional<Path> path = path(flags, problems);
    Optional<YamlFile> file = path.map(p -> YamlFile.read(p, problems));
    Map<Setting<?>, Given> keys = file.map(YamlFile::values).orElse(Map.of());

    Values values = resolve(List.of(given, variables, keys), problems);
    Map<String, Namespace> namespaces =
        namespaces(file.flatMap(YamlFile::namespaces).orElseGet(DefaultFile::namespaces), problems);
    rules.accept(new Rules(values, workingFolder, problems), namespaces);
    problems.throwIfAny();
    return new Configuration(values, namespaces, path, workingFolder);
  }

  /** Defaults depend on --dev, so that is resolved first. */
  private static Values resolve(List<Map<Setting<?>, Given>> sources, Problems problems) {
    Problems reportedBelow = new Problems();
    Values mode = Values.resolve(List.of(Catalogue.DEV), sources, Map.of(), reportedBelow);
    Map<Setting<?>, Given> defaults = mode.get(Catalogue.DEV) ? developmentDefaults() : Map.of();
    return Values.resolve(Catalogue.ALL, sources, defaults, problems);
  }

  private static Map<Setting<?>, Given> developmentDefaults() {
    Map<Setting<?>, Given> defaults = new HashMap<>();
    for (Setting<?> setting : Catalogue.ALL) {
      if (!setting.inDevelopment().equals(setting.byDefault())) {
        Origin origin = new Origin.DevelopmentDefault();
        defaults.put(setting, new Given(List.of(setting.inDevelopment()), origin));
      }
    }
    return defaults;
  }

  private Optional<Path> path(Flags flags, Problems problems) {
    List<String> named = flags.values().getOrDefault(Flags.CONFIG, List.of());
    if (named.size() > 1) {
      problems.add(new Origin.Flag("--" + Flags.CONFIG), "it was given twice; one file is read.");
    }
    String text = named.isEmpty() ? environment.get(EnvironmentSource.CONFIG) : named.getFirst();
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(workingFolder.resolve(text));
    } catch (InvalidPathException e) {
      problems.add("\"%s\" is not the path of a file.".formatted(Printable.text(text)));
      return Optional.empty();
    }
  }

  private static Map<String, Namespace> namespaces(
      Map<String, YamlFile.NamespaceSource> sources, Problems problems) {
    Map<String, Namespace> namespaces = new LinkedHashMap<>();
    sources.forEach((name, source) -> {
      Values values =
          Values.resolve(NamespaceSettings.ALL, List.of(source.values()), Map.of(), problems);
      try {
        namespaces.put(name, NamespaceSettings.namespace(name, values));
      } catch (IllegalArgumentException e) {
        problems.add(source.origin(), Printable.text(String.valueOf(e.getMessage())));
      }
    });
    return namespaces;
  }
}
