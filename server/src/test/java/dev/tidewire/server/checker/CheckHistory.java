package dev.tidewire.server.checker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges the logs of a run from the command line.
 *
 * <pre>{@code
 * java -cp … dev.tidewire.server.checker.CheckHistory --max-resets=3 --min-faults=2 logs/*.jsonl
 * }</pre>
 *
 * <p>Exits with 0 when the history is clean, 1 when it is not, and 2 when it cannot be read.
 */
public final class CheckHistory {
  private CheckHistory() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)));
  }

  static int run(List<String> arguments) {
    Expectations expectations = Expectations.defaults();
    List<Path> files = new ArrayList<>();
    try {
      for (String argument : arguments) {
        if (argument.startsWith("--")) {
          expectations = with(expectations, argument.substring(2));
        } else {
          files.add(Path.of(argument));
        }
      }
      Verdict verdict = check(files, expectations);
      System.out.println(verdict);
      return verdict.isClean() ? 0 : 1;
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(e);
      return 2;
    }
  }

  /** Judges these files, which together are one history. */
  public static Verdict check(List<Path> files, Expectations expectations) throws IOException {
    HistoryChecker checker = new HistoryChecker(expectations);
    new HistoryFiles(checker).read(files);
    return checker.verdict();
  }

  private static Expectations with(Expectations expectations, String flag) {
    for (Expectation expectation : Expectation.values()) {
      if (flag.startsWith(expectation.flag() + "=")) {
        String value = flag.substring(expectation.flag().length() + 1);
        return expectations.with(expectation, Long.parseLong(value));
      }
    }
    throw new IllegalArgumentException("There is no --" + flag);
  }
}
