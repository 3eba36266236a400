package dev.tidewire.server.websocket;

import dev.tidewire.server.metrics.ConnectionMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/**
 * The loops of one server, one for each I/O thread of its worker. Immutable. They end with the
 * worker, which must be told after {@link #close}.
 */
public final class Loops implements AutoCloseable {
  private final List<Loop> all;
  private final List<XnioIoThread> threads;

  private Loops(List<Loop> all, List<XnioIoThread> threads) {
    this.all = List.copyOf(all);
    this.threads = List.copyOf(threads);
  }

  /**
   * A loop for each I/O thread of a running worker. Call it once for a worker.
   *
   * @param sending how they send to many connections
   */
  public static Loops of(XnioWorker worker, ConnectionMetrics metrics, Sending sending) {
    List<XnioIoThread> threads = new ArrayList<>();
    int count = worker.getIoThreadCount();
    for (int i = 0; i < count; i++) {
      // The argument is a hash: XNIO takes it modulo the number of threads.
      threads.add(worker.getIoThread(i));
    }
    threads.sort(Comparator.comparingInt(XnioIoThread::getNumber));
    List<Loop> loops = new ArrayList<>();
    Sending agreed = sending;
    for (XnioIoThread thread : threads) {
      SendBatch batch = SendBatch.of(agreed);
      agreed = batch.isOpen() ? agreed : Sending.ONE_BY_ONE;
      loops.add(new Loop(loops.size(), new XnioLoopThread(thread), metrics, batch));
    }
    return new Loops(loops, threads);
  }

  /** All loops, by their index. */
  public List<Loop> all() {
    return all;
  }

  /** Has every loop give back what is not the garbage collector's. From any thread. */
  @Override
  public void close() {
    all.forEach(loop -> loop.execute(loop::release));
  }

  /** The loop of an I/O thread of the worker. */
  public Loop of(XnioIoThread thread) {
    return all.get(thread.getNumber());
  }

  /** The I/O thread of one of the loops. */
  public XnioIoThread threadOf(Loop loop) {
    return threads.get(loop.index());
  }
}
