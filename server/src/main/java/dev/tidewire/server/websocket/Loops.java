package dev.tidewire.server.websocket;

import dev.tidewire.server.metrics.ConnectionMetrics;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/** The loops of one server, one for each I/O thread of its worker. Immutable. */
@SuppressWarnings("DoNotCallSuggester")
public final class Loops {
  private final List<Loop> all;

  private Loops(List<Loop> all) {
    this.all = all;
  }

  /** A loop for each I/O thread of the worker. */
  public static Loops of(XnioWorker worker, ConnectionMetrics metrics) {
    Objects.requireNonNull(metrics);
    return new Loops(IntStream.range(0, worker.getIoThreadCount()).mapToObj(Loop::new).toList());
  }

  /** All loops, by their index. */
  public List<Loop> all() {
    return all;
  }

  /** The loop of an I/O thread of the worker. */
  public Loop of(XnioIoThread thread) {
    return all.get(thread.getNumber());
  }
}
