package dev.tidewire.loadtest.fleet;

import dev.tidewire.loadtest.driver.Member;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/** Publishes over a WebSocket, as a client does. */
final class SocketPublisher implements Publisher, Client.Watcher {
  private final Client client;
  private final Listener listener;

  /** What was sent on the present connection and is not answered yet. */
  private final ArrayDeque<Long> unanswered = new ArrayDeque<>();

  SocketPublisher(
      Context context, Place place, int number, RandomGenerator random, Listener listener) {
    this.listener = listener;
    Member member = new Member("bench-p" + number, context.run(), 0, 0, context.lanes().channels());
    this.client = new Client(context, place, number, member, random, this);
  }

  @Override
  public boolean isReady() {
    return client.isReady();
  }

  @Override
  public void open() {
    client.connect();
  }

  @Override
  public void send(long id, int channel, byte[] content) {
    if (client.publish(channel, id, content)) {
      unanswered.add(id);
    } else {
      listener.acknowledged(id);
    }
  }

  @Override
  public void ready(Client ready) {
    // The pacer asks.
  }

  @Override
  public void away(Client lost) {
    for (int count = unanswered.size(); count > 0; count--) {
      listener.uncertain(unanswered.remove(), "the publisher's connection was lost");
    }
  }

  @Override
  public void acknowledged(long id) {
    unanswered.remove(id);
    listener.acknowledged(id);
  }

  @Override
  public void refused(long id, String reason) {
    unanswered.remove(id);
    listener.refused(id, reason);
  }

  @Override
  public void close() {
    client.stop();
  }
}
