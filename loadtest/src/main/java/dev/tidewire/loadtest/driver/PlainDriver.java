package dev.tidewire.loadtest.driver;

/**
 * The smallest protocol that can carry the scenarios, for servers that have none of their own: a
 * bare {@code ws} program and the C program that marks the floor. {@code S channel} subscribes and
 * is answered with {@code s}, {@code P channel id content} publishes and is answered with {@code p
 * id}; a delivery is the content itself.
 */
public final class PlainDriver implements Driver {
  private final String name;

  public PlainDriver(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String subprotocol() {
    return "";
  }

  @Override
  public String defaultPath() {
    return "/";
  }

  @Override
  public String channel(String run, int number) {
    return run + "." + number;
  }

  @Override
  public Conversation conversation(Member member, Conversation.Listener listener) {
    return new PlainConversation(this, member, listener);
  }

  /** Confined to its loop. */
  private static final class PlainConversation implements Conversation {
    private final Driver driver;
    private final Member member;
    private final Listener listener;
    private int awaited;

    PlainConversation(Driver driver, Member member, Listener listener) {
      this.driver = driver;
      this.member = member;
      this.listener = listener;
    }

    @Override
    public void opened(Wire wire) {
      awaited = member.count();
      for (int i = 0; i < member.count(); i++) {
        wire.text(Bytes.utf8("S " + driver.channel(member.run(), member.channel(i))));
      }
      if (awaited == 0) {
        listener.ready();
      }
    }

    @Override
    public void message(Wire wire, byte[] array, int from, int to) {
      byte kind = from < to ? array[from] : 0;
      if (kind == '~') {
        listener.delivered(array, from, to);
      } else if (kind == 'p') {
        listener.published(Bytes.number(array, from + 2, to));
      } else if (kind == 's' && --awaited == 0) {
        listener.ready();
      }
    }

    @Override
    public boolean publish(Wire wire, int channel, long id, byte[] content) {
      String text = Bytes.text(content, 0, content.length);
      wire.text(Bytes.utf8("P " + driver.channel(member.run(), channel) + " " + id + " " + text));
      return true;
    }
  }
}
