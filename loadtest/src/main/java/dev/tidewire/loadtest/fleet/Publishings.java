package dev.tidewire.loadtest.fleet;

import dev.tidewire.loadtest.driver.HttpPublishing;
import dev.tidewire.loadtest.net.Endpoint;
import java.util.List;
import java.util.SplittableRandom;

/** Makes the publishers of a run. */
public final class Publishings {
  private Publishings() {}

  /**
   * Publishers over HTTP to these endpoints in turn, or over WebSockets when there are none.
   *
   * @param inFlight how many messages of one publisher may wait for an answer
   * @throws IllegalArgumentException when the server has no publishing over HTTP
   */
  public static Publishing create(
      Context context,
      Place place,
      List<Endpoint> publishTo,
      int inFlight,
      SplittableRandom random) {
    if (publishTo.isEmpty()) {
      return new Publishing(
          context,
          place,
          inFlight,
          (number, where, listener) ->
              new SocketPublisher(context, where, number, random.split(), listener));
    }
    HttpPublishing api =
        context
            .driver()
            .httpPublishing()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "There is no publishing over HTTP for %s here; publish over WebSockets."
                        .formatted(context.driver().name())));
    return new Publishing(
        context,
        place,
        inFlight,
        (number, where, listener) ->
            new HttpPublisher(
                context, where.loop(), publishTo.get(number % publishTo.size()), api, listener));
  }
}
