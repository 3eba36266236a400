package dev.tidewire.loadtest.fleet;

import dev.tidewire.loadtest.driver.HttpPublishing;
import dev.tidewire.loadtest.net.Endpoint;
import dev.tidewire.loadtest.net.EventLoop;
import dev.tidewire.loadtest.net.HttpConnection;

/** Publishes as a back end does. */
final class HttpPublisher implements Publisher, HttpConnection.Listener {
  private static final int MAX_SHOWN = 80;

  private final Context context;
  private final HttpPublishing api;
  private final Listener listener;
  private final HttpConnection connection;

  HttpPublisher(
      Context context, EventLoop loop, Endpoint endpoint, HttpPublishing api, Listener listener) {
    this.context = context;
    this.api = api;
    this.listener = listener;
    this.connection = new HttpConnection(loop, endpoint, api.headers(), this);
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void open() {
    // It connects with its first request.
  }

  @Override
  public void send(long id, int channel, byte[] content) {
    connection.post(id, api.body(context.driver().channel(context.run(), channel), content));
  }

  @Override
  public void answered(long id, int status, String body) {
    if (status / 100 == 2) {
      listener.acknowledged(id);
    } else if (status / 100 == 4 || status == 503) {
      listener.refused(id, "%d %s".formatted(status, shortened(body)));
    } else {
      listener.uncertain(id, "answered with %d".formatted(status));
    }
  }

  private static String shortened(String body) {
    return body.length() > MAX_SHOWN ? body.substring(0, MAX_SHOWN) : body;
  }

  @Override
  public void unanswered(long id, String cause) {
    listener.uncertain(id, cause);
  }

  @Override
  public void close() {
    connection.close();
  }
}
