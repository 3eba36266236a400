package dev.tidewire.server.app;

import dev.tidewire.server.auth.Secret;
import dev.tidewire.server.config.ConfigLoader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A command line in a folder of its own, whose output is kept. */
final class Terminal {
  static final Secret SECRET = new Secret("a-Rather-Long-0123456789-Token-Secret");
  static final Secret KEY = new Secret("K3y-0123456789-api");
  static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();
  private final Path folder;
  private Lifetime lifetime = () -> {};

  Terminal(Path folder) {
    this.folder = folder;
  }

  Terminal with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Terminal whileServing(Lifetime lifetime) {
    this.lifetime = lifetime;
    return this;
  }

  ExitCode run(String... arguments) {
    out.reset();
    err.reset();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Console.Colour.NEVER);
    ConfigLoader loader = new ConfigLoader(environment, folder);
    return new CommandLineInterface(
            console,
            List.of(
                new ServeCommand(console, loader, lifetime),
                new TokenCommand(console, loader, CLOCK),
                new CheckConfigCommand(console, loader),
                new DoctorCommand(console, loader, folder.resolve("proc"), InstantSource.system()),
                new PrintConfigCommand(console, loader),
                new SizeCommand(console),
                new VersionCommand(console)))
        .run(arguments);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
