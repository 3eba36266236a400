package dev.tidewire.server.app;

import dev.tidewire.server.config.ConfigLoader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The process behind {@code ./tidewire}. */
public final class Main {
  private Main() {}

  /** Runs one command, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    ConfigLoader loader = ConfigLoader.ofProcess();
    Console.Colour colour = loader.isColourless() ? Console.Colour.NEVER : Console.Colour.AUTO;
    Console console = new Console(System.out, System.err, colour);
    StopSignal signal = StopSignal.installed();
    ExitCode exit = ExitCode.FAILED;
    try {
      exit = commands(console, loader, signal).run(arguments);
    } catch (RuntimeException | Error e) {
      LoggerFactory.getLogger(Main.class).error("This is a fault in Tidewire.", e);
    } finally {
      end(signal, exit);
    }
    System.exit(exit.value());
  }

  /**
   * Whatever happened: a shutdown hook that waited for this in vain would keep the process for
   * ever.
   */
  private static void end(StopSignal signal, ExitCode exit) {
    try {
      Logs.stop();
    } finally {
      signal.ended(exit);
    }
  }

  private static CommandLineInterface commands(
      Console console, ConfigLoader loader, Lifetime lifetime) {
    return new CommandLineInterface(
        console,
        List.of(
            new ServeCommand(console, loader, lifetime),
            new TokenCommand(console, loader, InstantSource.system()),
            new CheckConfigCommand(console, loader),
            new DoctorCommand(console, loader, Path.of("/proc"), InstantSource.system()),
            new PrintConfigCommand(console, loader),
            new SizeCommand(console),
            new VersionCommand(console),
            new TrainCommand(console)));
  }
}
