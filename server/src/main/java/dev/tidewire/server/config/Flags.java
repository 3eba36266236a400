package dev.tidewire.server.config;

import java.util.List;
import java.util.Map;

/**
 * What the command line gave, before it is checked.
 *
 * @param values by the setting's name, without hyphens in front; every text in its order
 * @param unknown arguments that mean nothing
 * @param errors sentences about arguments that could not be read at all
 */
public record Flags(Map<String, List<String>> values, List<String> unknown, List<String> errors) {
  /** No flags. */
  public static final Flags NONE = new Flags(Map.of(), List.of(), List.of());

  /** The name of the flag that names the file; not a setting. */
  public static final String CONFIG = "config";

  /** Copies everything. */
  public Flags {
    values = Map.copyOf(values);
    unknown = List.copyOf(unknown);
    errors = List.copyOf(errors);
  }
}
