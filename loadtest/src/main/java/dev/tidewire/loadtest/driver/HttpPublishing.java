package dev.tidewire.loadtest.driver;

/** How a back end publishes over HTTP. */
public interface HttpPublishing {
  /** The path of a URL that has none. */
  String defaultPath();

  /** Header lines of each request, each with its line end. */
  String headers();

  /** The body that publishes this content. */
  byte[] body(String channel, byte[] content);
}
