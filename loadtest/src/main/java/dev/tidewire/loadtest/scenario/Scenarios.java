package dev.tidewire.loadtest.scenario;

import dev.tidewire.loadtest.fleet.Cutter;
import java.time.Duration;
import java.util.List;

/** The scenarios. */
public final class Scenarios {
  private Scenarios() {}

  /**
   * Clients connect, and then nothing happens: what a connect and an idle connection cost.
   *
   * @param rehearsal how many clients come and go before anything is read
   */
  public static Scenario connect(int rehearsal) {
    return stage -> {
      stage.rehearse(rehearsal);
      stage.connect();
      stage.idle();
    };
  }

  /** Clients listen while publishers speak at a steady rate. */
  public static Scenario steady() {
    return stage -> {
      stage.connect();
      stage.publish();
      stage.measure(() -> {});
      stage.finish();
    };
  }

  /**
   * The same with a network that cuts.
   *
   * @param mean after how long a connection is cut, on average
   * @param away how long its client stays away
   */
  public static Scenario flaky(Duration mean, Duration away) {
    return stage -> {
      stage.connect();
      stage.publish();
      stage.measure(() -> {
        Cutter cutter = stage.fleet().cutter(mean, away);
        stage.sleep(stage.plan().timing().duration());
        cutter.stop();
      });
      stage.sleep(away);
      stage.awaitAllReady("come back");
      stage.finish();
    };
  }

  /**
   * All connections are cut at once, in the middle, and all clients come back at once.
   *
   * @param spread over how long their first attempts are spread
   */
  public static Scenario storm(Duration spread) {
    return stage -> {
      stage.connect();
      stage.publish();
      stage.measure(() -> {
        stage.sleep(stage.plan().timing().duration().dividedBy(3));
        stage.fleet().cutAll(spread);
        // The cuts run on the loops; only then is "all are ready" the answer to them.
        stage.sleep(Duration.ofMillis(200));
        stage.awaitAllReady("come back from the storm");
      });
      stage.finish();
    };
  }

  /**
   * Some clients read slowly or not at all; only the others are timed and checked.
   *
   * @param share of the clients that read slowly, from 0 to 1
   * @param interval how often such a client reads 64 KiB at most; 0: never
   */
  public static Scenario slow(double share, Duration interval) {
    return stage -> {
      stage.connect();
      stage.fleet().readSlowly(share, interval);
      stage.publish();
      stage.measure(() -> {});
      stage.finish();
    };
  }

  /**
   * A command restarts nodes while clients listen.
   *
   * @param commands carried out one after the other, with the pause in front of each
   */
  public static Scenario restart(List<ShellCommand> commands, Duration pause) {
    return stage -> {
      stage.connect();
      stage.publish();
      stage.measure(() -> {
        for (ShellCommand command : commands) {
          stage.sleep(pause);
          command.run();
          stage.relocateTarget();
        }
        stage.sleep(pause);
      });
      stage.awaitAllReady("come back from the restart");
      stage.finish();
    };
  }
}
