package dev.tidewire.server.presence.redis;

import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.protocol.UserId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Members as bytes, as {@code room.lua} describes them. */
final class MemberCodec {
  private static final String VERSION = "1";

  private MemberCodec() {}

  /** What is stored of a member beside its session and node: {@code "length user"} and its info. */
  static byte[] value(Member member) {
    byte[] user = member.user().value().getBytes(StandardCharsets.UTF_8);
    byte[] length = (user.length + " ").getBytes(StandardCharsets.US_ASCII);
    Payload info = member.info();
    byte[] value = new byte[length.length + user.length + (info == null ? 0 : info.length())];
    System.arraycopy(length, 0, value, 0, length.length);
    System.arraycopy(user, 0, value, length.length, user.length);
    if (info != null) {
      info.copyTo(value, length.length + user.length);
    }
    return value;
  }

  /** Reads such a value up to {@code end}. */
  static Member member(SessionId session, ByteReader reader, int end) {
    UserId user = new UserId(reader.text((int) reader.number()));
    return new Member(session, user, info(reader.bytes(end - reader.position())));
  }

  /**
   * The session that leads an entry of every form.
   *
   * @throws IllegalArgumentException when there is none
   */
  static SessionId session(byte[] entry) {
    return new SessionId(new ByteReader(entry).until('\0'));
  }

  /** The word behind the session, by which an entry says its form. */
  static String form(byte[] entry) {
    ByteReader reader = new ByteReader(entry);
    var _ = reader.until('\0');
    return reader.lead(' ');
  }

  /**
   * Reads an entry as it is stored.
   *
   * @throws IllegalArgumentException when it is none of this version
   */
  static Entry entry(byte[] bytes) {
    ByteReader reader = new ByteReader(bytes);
    SessionId session = new SessionId(reader.until('\0'));
    if (!reader.until(' ').equals(VERSION)) {
      throw new IllegalArgumentException("A stored member has another version.");
    }
    String node = reader.until(' ');
    return new Entry(node, member(session, reader, bytes.length));
  }

  private static @Nullable Payload info(byte[] bytes) {
    return bytes.length == 0 ? null : Payload.within(bytes, 0, bytes.length);
  }
}
