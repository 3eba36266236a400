package dev.tidewire.loadtest.scenario;

/** What happens on a stage. */
@FunctionalInterface
public interface Scenario {
  void play(Stage stage) throws ScenarioException, InterruptedException;
}
