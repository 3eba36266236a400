package dev.tidewire.server.http;

import java.util.List;

/** What an opening handshake looks at in the header of a request, whoever has parsed it. */
interface RequestHead {
  /** As in {@code GET}. */
  String method();

  /** As in {@code HTTP/1.1}. */
  String protocol();

  /**
   * The values of a header field, one for each line that it stands in; empty when there is none.
   */
  List<String> values(String name);

  /** Whether something belongs to the request that its header does not hold. */
  boolean hasBody();
}
