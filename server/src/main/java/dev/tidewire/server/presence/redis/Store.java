package dev.tidewire.server.presence.redis;

import dev.tidewire.server.metrics.RedisMetrics.Unread;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.redis.Redis;
import dev.tidewire.server.redis.RedisSubscriber;
import dev.tidewire.server.redis.Script;
import dev.tidewire.server.redis.ScriptReply;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The scripts, as typed calls. Thread-safe; a stage completes on any thread. */
final class Store {
  private static final Script CHANGE = Script.of(Store.class, "room.lua", "change.lua");
  private static final Script REMOVE =
      Script.allowedWhenFull(Store.class, "room.lua", "change.lua");
  private static final Script READ = Script.allowedWhenFull(Store.class, "room.lua", "read.lua");
  private static final Script CHECK = Script.allowedWhenFull(Store.class, "room.lua", "check.lua");
  private static final Script SWEEP = Script.allowedWhenFull(Store.class, "room.lua", "sweep.lua");
  private static final Script LEASE = Script.allowedWhenFull(Store.class, "lease.lua");

  static final List<Script> SCRIPTS = List.of(CHANGE, REMOVE, READ, CHECK, SWEEP, LEASE);

  /**
   * Changes by members of one node.
   *
   * @param number larger than that of every earlier batch of the node
   * @param lateOnes whether an earlier batch may still arrive
   */
  record Batch(String node, long number, boolean lateOnes, List<Change> changes) {}

  /** What a batch has led to. */
  record Ack(Version version, boolean stale) {}

  /**
   * Some members, and all nodes that have any.
   *
   * @param entries those that this release can read
   * @param last behind whom there are more, one who can be read or not; null when there is nobody
   */
  record Page(
      Version version,
      int count,
      boolean more,
      List<String> nodes,
      List<Entry> entries,
      @Nullable SessionId last) {}

  /** How a node stands. */
  record Standing(Version version, long members) {}

  /**
   * What a part of a sweep has led to.
   *
   * @param behind where to go on; null when all is done
   */
  record Swept(Version version, long members, @Nullable SessionId behind) {}

  /**
   * Who has a lease.
   *
   * @param settled whether every node that lives had the time to renew its lease
   * @param lost whether the node that asks had one, and has lost it
   */
  record Leases(String generation, boolean settled, boolean lost, List<String> nodes) {}

  private final Redis redis;
  private final RedisPresenceOptions options;
  private final SecureRandom random = new SecureRandom();

  Store(Redis redis, RedisPresenceOptions options) {
    this.redis = redis;
    this.options = options;
  }

  /** A name that nobody has had: of a node, an epoch or a generation. */
  String unusedName() {
    return Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX);
  }

  CompletionStage<Ack> change(ChannelName channel, Batch batch) {
    List<byte[]> arguments = new ArrayList<>(6 + 3 * batch.changes().size());
    arguments.add(bytes(Keys.news(channel)));
    arguments.add(bytes(unusedName()));
    arguments.add(life());
    arguments.add(bytes(batch.node()));
    arguments.add(bytes(batch.number()));
    arguments.add(bytes(batch.lateOnes() ? 1 : 0));
    boolean adds = false;
    for (Change change : batch.changes()) {
      Member member = change.member();
      adds |= member != null;
      arguments.add(bytes(String.valueOf(change.kind().sign())));
      arguments.add(bytes(change.session().value()));
      arguments.add(member == null ? new byte[0] : MemberCodec.value(member));
    }
    return redis
        .run(adds ? CHANGE : REMOVE, Keys.of(channel), arguments)
        .thenApply(reply -> new Ack(version(reply), reply.number(2) == 1));
  }

  /** Reads for somebody who does not watch the channel. */
  CompletionStage<Page> look(ChannelName channel, @Nullable SessionId after, int most) {
    return read(channel, after, most, "", Version.NONE);
  }

  /** Reads for a watcher that knows everybody of a version: nothing comes if it is the present. */
  CompletionStage<Page> load(ChannelName channel, @Nullable SessionId after, Version known) {
    return read(channel, after, options.pageMembers(), unusedName(), known);
  }

  private CompletionStage<Page> read(
      ChannelName channel, @Nullable SessionId after, int most, String candidate, Version known) {
    List<byte[]> arguments =
        List.of(
            bytes(candidate),
            life(),
            bytes(after == null ? "" : after.value()),
            bytes(Math.min(most, options.pageMembers())),
            bytes(options.pageBytes()),
            bytes(known.epoch()),
            bytes(known.number()));
    return redis.run(READ, Keys.of(channel), arguments).thenApply(reply -> page(channel, reply));
  }

  private Page page(ChannelName channel, ScriptReply reply) {
    ScriptReply stored = reply.list(5);
    List<Entry> entries = new ArrayList<>(stored.size());
    SessionId last = null;
    for (int i = 0; i < stored.size(); i++) {
      byte[] entry = stored.bytes(i);
      last = MemberCodec.session(entry);
      try {
        entries.add(MemberCodec.entry(entry));
      } catch (IllegalArgumentException e) {
        redis.unreadable().met(Unread.MEMBER, MemberCodec.form(entry), channel); // others count
      }
    }
    return new Page(
        version(reply),
        (int) reply.number(2),
        reply.number(3) == 1,
        texts(reply.list(4)),
        List.copyOf(entries),
        last);
  }

  CompletionStage<Standing> check(ChannelName channel, String node) {
    return redis
        .run(CHECK, Keys.of(channel), List.of(bytes(unusedName()), life(), bytes(node)))
        .thenApply(reply -> new Standing(version(reply), reply.number(2)));
  }

  /** Removes members of a dead node from a part of the channel. */
  CompletionStage<Swept> sweep(ChannelName channel, String node, @Nullable SessionId after) {
    List<byte[]> arguments =
        List.of(
            bytes(Keys.news(channel)),
            bytes(node),
            bytes(after == null ? "" : after.value()),
            bytes(options.batchChanges()));
    return redis.run(SWEEP, Keys.of(channel), arguments).thenApply(Store::swept);
  }

  private static Swept swept(ScriptReply reply) {
    String behind = reply.text(3);
    return new Swept(
        version(reply), reply.number(2), behind.isEmpty() ? null : new SessionId(behind));
  }

  /** Takes a lease for a node that has none, in place of its former one if there is one. */
  CompletionStage<Leases> take(String node, @Nullable String former) {
    return lease(node, 0, former == null ? "" : former);
  }

  CompletionStage<Leases> renew(String node) {
    return lease(node, 1, "");
  }

  CompletionStage<Leases> release(String node) {
    return lease("", 0, node);
  }

  /**
   * Has the task run, on any thread, whenever the connection to the server that has the leases was
   * lost and is back: the server may be another one, or have lost them.
   */
  CompletionStage<Void> whenInterrupted(String unusedName, Runnable task) {
    return redis.subscribe(Keys.besideTheLeases(unusedName), new Interruptions(task));
  }

  /** Ends that. */
  void noLonger(String unusedName) {
    redis.unsubscribe(Keys.besideTheLeases(unusedName));
  }

  /** Hears a channel on which nobody publishes. */
  private record Interruptions(Runnable task) implements RedisSubscriber {
    @Override
    public void message(byte[] message) {}

    @Override
    public void interrupted() {
      task.run();
    }
  }

  private CompletionStage<Leases> lease(String node, int renews, String ends) {
    List<byte[]> arguments =
        List.of(
            bytes(node),
            bytes(options.lease().toMillis()),
            bytes(renews),
            bytes(ends),
            bytes(unusedName()));
    return redis
        .run(LEASE, Keys.LEASES, arguments)
        .thenApply(reply ->
            new Leases(
                reply.text(0), reply.number(1) == 1, reply.number(2) == 1, texts(reply.list(3))));
  }

  private byte[] life() {
    return bytes(options.life().toMillis());
  }

  private static Version version(ScriptReply reply) {
    return new Version(reply.text(0), reply.number(1));
  }

  private static List<String> texts(ScriptReply list) {
    return IntStream.range(0, list.size()).mapToObj(list::text).toList();
  }

  private static byte[] bytes(long number) {
    return bytes(String.valueOf(number));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
