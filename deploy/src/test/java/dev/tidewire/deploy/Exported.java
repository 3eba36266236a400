package dev.tidewire.deploy;

import dev.tidewire.server.metrics.Metrics;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All samples that the server can ever export, with their labels: each typed method of each class
 * in its {@code metrics} package is called once, as many of them show up only when something
 * happens.
 */
final class Exported {
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+)(?:\\{([^}]*)\\})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
  private static final String PACKAGE = "dev.tidewire.server.metrics";

  private Exported() {}

  /** The labels of every sample that there can be, by its name. */
  static Map<String, Set<String>> all() throws Exception {
    Metrics metrics = new Metrics();
    for (Class<?> type : classes()) {
      for (Constructor<?> constructor : type.getConstructors()) {
        if (List.of(constructor.getParameterTypes()).equals(List.of(Metrics.class))) {
          callEverything(constructor.newInstance(metrics));
        }
      }
    }
    return samples(metrics.scrape());
  }

  /** The labels of every sample in a text that Prometheus reads. */
  static Map<String, Set<String>> samples(String text) {
    Map<String, Set<String>> samples = new TreeMap<>();
    Matcher sample = SAMPLE.matcher(text);
    while (sample.find()) {
      Set<String> labels = samples.computeIfAbsent(sample.group(1), _ -> new TreeSet<>());
      Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
      while (label.find()) {
        labels.add(label.group(1));
      }
    }
    return samples;
  }

  private static void callEverything(Object counted) throws ReflectiveOperationException {
    for (Method method : counted.getClass().getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers()) && !method.getName().equals("close")) {
        Object[] arguments = new Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
          arguments[i] = anyOf(method.getParameterTypes()[i]);
        }
        method.invoke(counted, arguments);
      }
    }
  }

  private static Object anyOf(Class<?> type) throws ReflectiveOperationException {
    if (type == int.class) {
      return 1;
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == String.class) {
      return "any";
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type.isInterface()) {
      return Proxy.newProxyInstance(
          type.getClassLoader(),
          new Class<?>[] {type},
          (_, method, _) -> anyOf(method.getReturnType()));
    }
    if (type == double.class) {
      return 1.0;
    }
    return type.getConstructor().newInstance();
  }

  private static List<Class<?>> classes() throws IOException, URISyntaxException {
    URI code = Metrics.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path place = Path.of(code);
    if (Files.isDirectory(place)) {
      return classesIn(place.resolve(PACKAGE.replace('.', '/')));
    }
    try (FileSystem jar = FileSystems.newFileSystem(place)) {
      return classesIn(jar.getPath(PACKAGE.replace('.', '/')));
    }
  }

  private static List<Class<?>> classesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
          .<Class<?>>map(name -> classOf(name.substring(0, name.length() - ".class".length())))
          .toList();
    }
  }

  private static Class<?> classOf(String name) {
    try {
      return Class.forName(PACKAGE + "." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
