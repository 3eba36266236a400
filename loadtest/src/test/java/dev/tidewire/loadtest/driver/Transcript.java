package dev.tidewire.loadtest.driver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Both sides of a conversation without a socket: what it sends, and what it reports. */
final class Transcript implements Conversation.Wire, Conversation.Listener {
  final List<String> sent = new ArrayList<>();
  final List<String> heard = new ArrayList<>();

  /** Lets the conversation hear these messages, one by one. */
  void hear(Conversation conversation, String... messages) {
    for (String message : messages) {
      byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
      conversation.message(this, bytes, 0, bytes.length);
    }
  }

  @Override
  public void text(byte[] utf8) {
    sent.add(new String(utf8, StandardCharsets.UTF_8));
  }

  @Override
  public void binary(byte[] bytes) {
    text(bytes);
  }

  @Override
  public void ready() {
    heard.add("ready");
  }

  @Override
  public void delivered(byte[] array, int from, int to) {
    heard.add("delivered " + new String(array, from, to - from, StandardCharsets.UTF_8));
  }

  @Override
  public void published(long id) {
    heard.add("published " + id);
  }

  @Override
  public void publishRefused(long id, String reason) {
    heard.add("publish " + id + " refused: " + reason);
  }

  @Override
  public void refused(String reason) {
    heard.add("refused " + reason);
  }

  @Override
  public void draining(long millis) {
    heard.add("draining " + millis);
  }

  @Override
  public void unrecovered() {
    heard.add("unrecovered");
  }

  @Override
  public void violated(String promise) {
    heard.add("violated " + promise);
  }
}
