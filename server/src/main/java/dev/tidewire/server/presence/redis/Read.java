package dev.tidewire.server.presence.redis;

import dev.tidewire.server.metrics.PresenceMetrics.Source;
import dev.tidewire.server.presence.MemberPage;
import dev.tidewire.server.presence.redis.Store.Page;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.SessionId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request for a page of members, and whoever waits for it. */
record Read(@Nullable SessionId after, int limit, CompletableFuture<MemberPage> answer) {
  /** Answers it from the store: the channel is not watched here. */
  void fromStore(ChannelName channel, Services services) {
    services.metrics().read(Source.STORE);
    look(channel, services)
        .thenComposeAsync(page -> withoutTheDead(page, channel, services), services.worker())
        .whenComplete((page, failure) -> {
          if (page == null) {
            answer.completeExceptionally(
                failure == null ? new IllegalStateException("There is no page.") : failure);
          } else {
            answer.complete(
                new MemberPage(
                    page.entries().stream().map(Entry::member).toList(),
                    page.count(),
                    page.more()));
          }
        });
  }

  private CompletionStage<Page> look(ChannelName channel, Services services) {
    return look(channel, services, after);
  }

  /** Looks on while there is nobody whom this release can read: behind an empty page is nothing. */
  private CompletionStage<Page> look(
      ChannelName channel, Services services, @Nullable SessionId from) {
    return services
        .store()
        .look(channel, from, limit)
        .thenCompose(page ->
            page.entries().isEmpty() && page.more()
                ? look(channel, services, page.last())
                : CompletableFuture.completedStage(page));
  }

  /** Reads again when there were members of dead nodes, which are gone then. */
  private CompletionStage<Page> withoutTheDead(Page page, ChannelName channel, Services services) {
    return judged(page, services)
        .thenComposeAsync(
            _ -> {
              List<String> dead = dead(page, services);
              if (dead.isEmpty()) {
                return CompletableFuture.completedStage(page);
              }
              CompletionStage<?> swept = CompletableFuture.completedStage(null);
              for (String node : dead) {
                Sweep sweep = new Sweep(services.store(), services.metrics(), channel, node);
                swept = swept.thenCompose(_ -> sweep.run());
              }
              return swept.thenCompose(_ -> look(channel, services));
            },
            services.worker());
  }

  /** Complete when it is known of each node whether it lives. */
  private static CompletionStage<Void> judged(Page page, Services services) {
    Nodes nodes = services.lease().nodes();
    boolean unknown = false;
    for (String node : page.nodes()) {
      unknown |= nodes.state(node) == Nodes.State.UNKNOWN;
    }
    return unknown ? services.lease().refreshed() : CompletableFuture.completedStage(null);
  }

  private static List<String> dead(Page page, Services services) {
    Nodes nodes = services.lease().nodes();
    return page.nodes().stream().filter(one -> nodes.state(one) == Nodes.State.DEAD).toList();
  }
}
