package dev.tidewire.server.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables that Kubernetes sets in every container for each Service of its namespace. For a
 * Service called {@code tidewire} they are {@code TIDEWIRE_SERVICE_HOST}, {@code
 * TIDEWIRE_PORT=tcp://10.0.0.1:8080} and more, which look like ours and are not.
 */
final class ServiceLinks {
  private static final Pattern HOST_OR_PORT =
      Pattern.compile("(TIDEWIRE\\w*?)_SERVICE_(HOST|PORT(_\\w+)?)");
  private static final Pattern ADDRESS =
      Pattern.compile("(TIDEWIRE\\w*?)_PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?");

  private final Map<String, String> environment;

  ServiceLinks(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Whether Kubernetes, and nobody else, has set this variable. */
  boolean include(String variable) {
    Matcher hostOrPort = HOST_OR_PORT.matcher(variable);
    if (hostOrPort.matches()) {
      return isService(hostOrPort.group(1));
    }
    Matcher address = ADDRESS.matcher(variable);
    if (!address.matches() || !isService(address.group(1))) {
      return false;
    }
    return address.group(2) != null || isUrl(environment.getOrDefault(variable, ""));
  }

  private boolean isService(String prefix) {
    return environment.containsKey(prefix + "_SERVICE_HOST")
        && environment.containsKey(prefix + "_SERVICE_PORT");
  }

  private static boolean isUrl(String value) {
    return value.matches("(tcp|udp|sctp)://.*");
  }
}
