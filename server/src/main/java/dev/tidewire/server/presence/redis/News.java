package dev.tidewire.server.presence.redis;

import dev.tidewire.server.protocol.SessionId;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch of changes by members of one node, as it comes through Pub/Sub: {@code "1 epoch version
 * node "} and for each change {@code "kind length length "}, the session and the value, whose
 * lengths in bytes are given. The leading number is the version of this form.
 *
 * @param version which batch of the epoch it is; they count from 1
 */
record News(String epoch, long version, String node, List<Change> changes) {
  private static final String FORM = "1";

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException when it is none of this version
   */
  static News read(byte[] message) {
    ByteReader reader = new ByteReader(message);
    if (!reader.until(' ').equals(FORM)) {
      throw new IllegalArgumentException("News of another version have come.");
    }
    String epoch = reader.until(' ');
    long version = reader.number();
    String node = reader.until(' ');
    List<Change> changes = new ArrayList<>();
    while (!reader.atEnd()) {
      changes.add(change(reader));
    }
    return new News(epoch, version, node, changes);
  }

  /** The word by which a message says its form, as far as it has one. */
  static String form(byte[] message) {
    return new ByteReader(message).lead(' ');
  }

  private static Change change(ByteReader reader) {
    Change.Kind kind = Change.Kind.of(reader.until(' '));
    int sessionLength = (int) reader.number();
    int valueLength = (int) reader.number();
    SessionId session = new SessionId(reader.text(sessionLength));
    int end = reader.position() + valueLength;
    return kind == Change.Kind.LEAVE
        ? Change.leave(session)
        : new Change(kind, session, MemberCodec.member(session, reader, end));
  }
}
