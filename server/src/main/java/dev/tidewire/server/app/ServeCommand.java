package dev.tidewire.server.app;

import dev.tidewire.server.config.ConfigException;
import dev.tidewire.server.config.ConfigLoader;
import dev.tidewire.server.config.Configuration;
import dev.tidewire.server.config.ServerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code ./tidewire serve}: runs a server until the process is told to stop. */
final class ServeCommand implements Command {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  private final Console console;
  private final ConfigLoader loader;
  private final Lifetime lifetime;

  ServeCommand(Console console, ConfigLoader loader, Lifetime lifetime) {
    this.console = console;
    this.loader = loader;
    this.lifetime = lifetime;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("serve");
    ConfigFlags.addAll(spec);
    spec.usageMessage()
        .header("Run a server.")
        .description(
            "Each setting is a flag (--port), a variable (TIDEWIRE_PORT) and a key of"
                + " the file (port); flags win over variables over the file. Sizes are written 64KiB,"
                + " durations 250ms, 10s, 5m, 24h.")
        .footer(
            "",
            "@|bold Examples|@",
            "  ./tidewire serve --dev",
            "  ./tidewire serve --dev --port 9000 --internal-port 9001",
            "  TIDEWIRE_SECRET=... TIDEWIRE_API_KEY=... ./tidewire serve --config tidewire.yaml");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult arguments) throws ConfigException {
    Configuration configuration = loader.load(ConfigFlags.flags(arguments));
    Logs.configure(configuration.logging());
    ServerConfig config = configuration.serverConfig();
    try (Server server = Server.start(config)) {
      announce(configuration, config, server);
      lifetime.await();
      LOG.info("Stopping: clients have up to {} s to leave.", config.http().drain().toSeconds());
      lifetime.whenHurried(server::hurry);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    } catch (Exception e) {
      return failed(e, config);
    }
    LOG.info("Stopped.");
    return ExitCode.OK;
  }

  private void announce(Configuration configuration, ServerConfig config, Server server) {
    StartUpMessage message =
        new StartUpMessage(
            config, configuration.file(), server.publicPort(), server.internalPort());
    if (config.logging().format() == ServerConfig.LogFormat.TEXT) {
      console.out().print(message.text());
      console.out().flush();
    } else {
      LOG.info(
          "Tidewire {} listens on port {}, inside on port {}.",
          Version.text(),
          server.publicPort(),
          server.internalPort());
    }
  }

  private ExitCode failed(Exception failure, ServerConfig config) {
    StartFailure.explain(failure, config.listen())
        .ifPresentOrElse(
            sentence -> console.err().println("tidewire: " + sentence),
            () -> LOG.error("The server failed.", failure));
    return ExitCode.FAILED;
  }
}
