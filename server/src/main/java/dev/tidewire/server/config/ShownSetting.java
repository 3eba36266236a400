package dev.tidewire.server.config;

/**
 * A setting as {@code print-config} shows it.
 *
 * @param group the title of the settings that it belongs to
 * @param name its name
 * @param value its value as it was written; secrets are redacted
 * @param origin where the value comes from
 */
public record ShownSetting(String group, String name, String value, String origin) {}
