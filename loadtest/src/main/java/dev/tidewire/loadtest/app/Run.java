package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.driver.Driver;
import dev.tidewire.loadtest.report.HdrLog;
import dev.tidewire.loadtest.report.HtmlReport;
import dev.tidewire.loadtest.report.Json;
import dev.tidewire.loadtest.report.LineDisplay;
import dev.tidewire.loadtest.report.LiveDisplay;
import dev.tidewire.loadtest.report.Result;
import dev.tidewire.loadtest.report.Results;
import dev.tidewire.loadtest.report.Summary;
import dev.tidewire.loadtest.report.Threshold;
import dev.tidewire.loadtest.scenario.Findings;
import dev.tidewire.loadtest.scenario.Observer;
import dev.tidewire.loadtest.scenario.Plan;
import dev.tidewire.loadtest.scenario.ScenarioException;
import dev.tidewire.loadtest.scenario.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run from its start to its reports. */
final class Run {
  private final BenchCommand command;
  private final ReportOptions report;
  private final Plan plan;
  private final Driver driver;

  Run(BenchCommand command, Plan plan, Driver driver) {
    this.command = command;
    this.report = command.report;
    this.plan = plan;
    this.driver = driver;
  }

  int carryOut() throws IOException, InterruptedException, ScenarioException {
    String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Result result;
    try (ObserverList observers = observers()) {
      result = Results.of(subject(startedAt), plan, play(observers));
    }
    result = Threshold.applied(report.thresholds, result);
    write(result);
    return result.passed() ? ExitCode.OK : ExitCode.THRESHOLD;
  }

  private Findings play(Observer observer) throws InterruptedException, ScenarioException {
    try (Stage stage = new Stage(plan, driver, observer)) {
      command.scenario().play(stage);
      return stage.findings();
    }
  }

  private Results.Subject subject(String startedAt) {
    String label = report.label == null ? driver.name() : report.label;
    String scenario = command.spec().name();
    return new Results.Subject(
        report.experiment == null ? scenario : report.experiment,
        report.x,
        label,
        scenario,
        driver.name(),
        startedAt,
        Settings.of(command.spec()),
        Machine.describe());
  }

  private ObserverList observers() throws IOException {
    List<Observer> observers = new ArrayList<>();
    @Nullable HdrLog log = report.hdrLog == null ? null : new HdrLog(report.hdrLog);
    if (log != null) {
      observers.add(log);
    }
    if (!report.quiet) {
      observers.add(
          isTerminal() && !report.noLive ? live() : new LineDisplay(command.console().err()));
    }
    return new ObserverList(observers, log);
  }

  private LiveDisplay live() {
    return new LiveDisplay(
        command.console().err(), "%s, %s".formatted(driver.name(), command.spec().name()), plan);
  }

  // Since JDK 25 it is null again where there is no terminal.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    java.io.Console terminal = System.console();
    return terminal != null && terminal.isTerminal();
  }

  private void write(Result result) throws IOException {
    boolean jsonToOut = "-".equals(report.json);
    Console console = command.console();
    String summary = String.join("\n", Summary.of(result));
    (jsonToOut ? console.err() : console.out()).println(summary);
    if (jsonToOut) {
      console.out().println(Json.text(result));
    } else if (report.json != null) {
      Json.write(result, Path.of(report.json));
    }
    if (report.html != null) {
      Files.writeString(report.html, HtmlReport.of(List.of(result)));
    }
  }

  /** Passes each second on to several. */
  private record ObserverList(List<Observer> observers, @Nullable HdrLog log)
      implements Observer, AutoCloseable {
    @Override
    public void second(
        dev.tidewire.loadtest.scenario.Second second,
        double progress,
        org.HdrHistogram.Histogram delivery) {
      observers.forEach(observer -> observer.second(second, progress, delivery));
    }

    @Override
    public void close() {
      if (log != null) {
        log.close();
      }
    }
  }
}
