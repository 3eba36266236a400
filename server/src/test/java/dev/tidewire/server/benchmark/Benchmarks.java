package dev.tidewire.server.benchmark;

import dev.tidewire.server.auth.TokenBenchmark;
import dev.tidewire.server.hub.HubBenchmark;
import dev.tidewire.server.protocol.CodecBenchmark;
import dev.tidewire.server.websocket.WebSocketBenchmark;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.openjdk.jmh.generators.core.BenchmarkGenerator;
import org.openjdk.jmh.generators.core.FileSystemDestination;
import org.openjdk.jmh.generators.reflection.RFGeneratorSource;

/**
 * Runs the benchmarks with JMH, whose arguments it takes. What JMH generates is generated here and
 * not by the build, which so stays as fast as it is and checks only what people wrote.
 */
public final class Benchmarks {
  /** Each class with benchmarks. */
  static final List<Class<?>> ALL =
      List.of(
          CodecBenchmark.class, WebSocketBenchmark.class, HubBenchmark.class, TokenBenchmark.class);

  private Benchmarks() {}

  /** Generates, and runs JMH in a process of its own. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = generate(Files.createTempDirectory("benchmarks"));
    String classPath = folder + File.pathSeparator + System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath, "org.openjdk.jmh.Main"));
    command.addAll(List.of(arguments));
    System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
  }

  /** Writes and compiles what runs the benchmarks, into this folder. */
  static Path generate(Path folder) throws IOException {
    RFGeneratorSource source = new RFGeneratorSource();
    source.processClasses(ALL.toArray(Class<?>[]::new));
    FileSystemDestination destination = new FileSystemDestination(folder.toFile(), folder.toFile());
    BenchmarkGenerator generator = new BenchmarkGenerator();
    generator.generate(source, destination);
    generator.complete(source, destination);
    if (destination.hasErrors()) {
      throw new IllegalStateException(
          "JMH does not take the benchmarks: " + destination.getErrors());
    }
    compile(folder);
    return folder;
  }

  private static void compile(Path folder) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-nowarn",
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path")));
    try (Stream<Path> files = Files.walk(folder)) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new))
        != 0) {
      throw new IllegalStateException("What JMH generated does not compile.");
    }
  }
}
