package dev.tidewire.server.app;

import dev.tidewire.server.auth.Grant;
import dev.tidewire.server.auth.PrivateSigningKey;
import dev.tidewire.server.auth.SigningKeys;
import dev.tidewire.server.auth.TokenMinter;
import dev.tidewire.server.config.ConfigException;
import dev.tidewire.server.config.ConfigLoader;
import dev.tidewire.server.config.Configuration;
import dev.tidewire.server.config.Flags;
import dev.tidewire.server.config.Units;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code ./tidewire token}: prints a token and nothing else. */
final class TokenCommand implements Command {
  private static final String DEFAULT_TTL = "1h";

  private final Console console;
  private final ConfigLoader loader;
  private final InstantSource clock;

  TokenCommand(Console console, ConfigLoader loader, InstantSource clock) {
    this.console = console;
    this.loader = loader;
    this.clock = clock;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("token");
    spec.addOption(option("--user", "<user>", "Whom it is for: the token's sub. Required."));
    spec.addOption(
        option(
            "--caps",
            "<json>",
            "What it allows: patterns and lists of subscribe, publish, presence, history or *."
                + " Required."));
    spec.addOption(
        option("--ttl", "<duration>", "How long it is valid. Default: %s.".formatted(DEFAULT_TTL)));
    spec.addOption(option("--info", "<json>", "What presence shows about the user."));
    spec.addOption(
        option(
            "--private-key",
            "<file>",
            "A PEM file (PKCS #8) of the private key that signs instead of a secret: RS256, ES256,"
                + " ES384, ES512 or EdDSA."));
    ConfigFlags.add(
        spec, Set.of("--dev", "--secret", "--data-dir", "--token-issuer", "--token-audience"));
    spec.usageMessage()
        .header("Print a token that a client connects with.")
        .description(
            "Nothing else goes to standard output. With --dev it is signed with the secret in the data folder, otherwise with the one that is given.")
        .footer(
            "",
            "@|bold Examples|@",
            "  ./tidewire token --dev --user alice --caps '{\"chat:*\":[\"*\"]}'",
            "  TIDEWIRE_SECRET=... ./tidewire token --user bob --ttl 5m \\",
            "      --caps '{\"feed:*\":[\"subscribe\"],\"user:{sub}\":[\"*\"]}'"
                + " --info '{\"name\":\"Bob\"}'");
    return spec;
  }

  private static OptionSpec option(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  @Override
  public ExitCode run(ParseResult arguments) throws ConfigException, UsageException {
    Grant grant = grant(arguments);
    console.out().println(minter(arguments).mint(grant));
    return ExitCode.OK;
  }

  private TokenMinter minter(ParseResult arguments) throws ConfigException, UsageException {
    Flags flags = ConfigFlags.flags(arguments);
    @Nullable String file = arguments.matchedOptionValue("--private-key", null);
    if (file == null) {
      Configuration configuration = loader.loadForTokens(flags);
      SigningKeys keys = SigningKeys.of(configuration.secrets());
      return new TokenMinter(keys, Identity.rules(configuration.tokens(), Duration.ZERO, clock));
    }
    Configuration configuration = loader.loadForTokensOfKey(flags);
    try {
      return new TokenMinter(
          PrivateSigningKey.read(Path.of(file)),
          Identity.rules(configuration.tokens(), Duration.ZERO, clock));
    } catch (IOException | InvalidPathException e) {
      throw new UsageException("--private-key: %s".formatted(e.getMessage()));
    }
  }

  private static Grant grant(ParseResult arguments) throws UsageException {
    @Nullable String user = arguments.matchedOptionValue("--user", null);
    @Nullable String caps = arguments.matchedOptionValue("--caps", null);
    List<String> missing = new ArrayList<>();
    if (user == null) {
      missing.add("--user");
    }
    if (caps == null) {
      missing.add("--caps");
    }
    if (user == null || caps == null) {
      throw new UsageException("%s must be given.".formatted(String.join(" and ", missing)));
    }
    try {
      return Grant.parse(
          user, lifetime(arguments), caps, arguments.matchedOptionValue("--info", null));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static Duration lifetime(ParseResult arguments) throws UsageException {
    String text = arguments.matchedOptionValue("--ttl", DEFAULT_TTL);
    try {
      return Units.duration(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--ttl is a duration such as 5m or 1h, but \"%s\" was given.".formatted(text));
    }
  }
}
