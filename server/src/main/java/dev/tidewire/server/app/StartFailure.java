package dev.tidewire.server.app;

import dev.tidewire.server.config.ServerConfig.Listen;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in a sentence why a server could not listen, and what to do about it. */
final class StartFailure {
  private StartFailure() {}

  /** The sentence, or empty when the failure has to do with something else. */
  static Optional<String> explain(Throwable failure, Listen listen) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException || cause instanceof UnknownHostException) {
        return explain(listen);
      }
    }
    return switch (failure) {
      case FileSystemException file ->
          Optional.of("%s (%s).".formatted(file.getMessage(), file.getClass().getSimpleName()));
      case IOException io -> Optional.ofNullable(io.getMessage());
      default -> Optional.empty();
    };
  }

  /** The failure does not say which of the two it was, so both are tried. */
  static Optional<String> explain(Listen listen) {
    return explain("--host", listen.host(), "--port", listen.port())
        .or(() ->
            explain(
                "--internal-host",
                listen.internalHost(),
                "--internal-port",
                listen.internalPort()));
  }

  private static Optional<String> explain(String hostFlag, String host, String flag, int port) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      return Optional.of("there is no host \"%s\" (%s).".formatted(host, hostFlag));
    }
    if (bind(new InetSocketAddress(host, 0)).isPresent()) {
      return Optional.of(
          "\"%s\" is not an address of this machine (%s).".formatted(host, hostFlag));
    }
    return bind(address).map(failure -> sentence(failure, host, flag, port));
  }

  private static String sentence(IOException failure, String host, String flag, int port) {
    return String.valueOf(failure.getMessage()).contains("Permission denied")
        ? "port %d of %s needs a privilege. Choose another with %s.".formatted(port, host, flag)
        : "port %d of %s is taken. Choose another with %s, or stop what listens there."
            .formatted(port, host, flag);
  }

  /** Why nobody can listen there, or empty when one can. */
  private static Optional<IOException> bind(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }
}
