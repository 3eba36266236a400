package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the launcher in a made-up project, on a made-up PATH, with made-up JDKs that say how they
 * were called.
 */
final class LauncherTest {
  private static final List<String> TOOLS =
      List.of("dirname", "readlink", "sed", "find", "touch", "rm", "flock");
  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  private Path project() {
    return folder.resolve("project");
  }

  private Path jar() {
    return project().resolve("server/target/tidewire/tidewire-server.jar");
  }

  @BeforeEach
  void makeAProject() throws Exception {
    Files.createDirectories(project().resolve("server/src/main"));
    Files.createDirectories(project().resolve("client-js/node_modules"));
    Files.createDirectories(folder.resolve("bin"));
    Files.writeString(project().resolve("pom.xml"), "<project/>");
    String launcher = Files.readString(Path.of("..", "tidewire"));
    assertThat(launcher).contains("/usr/lib/jvm/*", "/opt/*");
    // Whatever this machine has installed must not be found.
    executable(
        project().resolve("tidewire"),
        launcher
            .replace("/usr/lib/jvm/*", folder + "/jvm/*")
            .replace("/opt/*", folder + "/opt/*")
            .replace("/Library/Java", folder + "/Library/Java"));
    for (String tool : TOOLS) {
      tool(tool, "exec %s \"$@\"\n".formatted(find(tool)));
    }
    environment.put("PATH", folder.resolve("bin").toString());
    environment.put("HOME", folder.resolve("home").toString());
  }

  private static Path find(String tool) {
    return List.of("/usr/bin", "/bin").stream()
        .map(place -> Path.of(place, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void jdk(Path home, String version) throws IOException {
    executable(
        home.resolve("bin/java"),
        "#!/bin/sh\nif [ \"$1\" = -version ]; then echo 'openjdk version \"%s\"' >&2; exit; fi\n"
                .formatted(version)
            + "for o in \"$@\"; do case $o in -XX:AOTCacheOutput=*) echo x >\"${o#*=}\" ;; esac; done\n"
            + "echo \"java of %s: $*\"\n".formatted(home.getFileName()));
    executable(home.resolve("bin/javac"), "#!/bin/sh\n");
  }

  private void built() throws IOException {
    Files.createDirectories(jar().getParent());
    Files.writeString(jar(), "jar");
    Files.setLastModifiedTime(jar(), FileTime.from(Instant.now().plusSeconds(60)));
  }

  /** What Java recorded of a server's start. */
  private Path recording() {
    return jar().resolveSibling("tidewire-server.aot");
  }

  /** As built, and newer than every file that a test makes. */
  private void recorded() throws IOException {
    Files.writeString(recording(), "recording");
    Files.setLastModifiedTime(recording(), FileTime.from(Instant.now().plusSeconds(1200)));
  }

  private void tool(String name, String script) throws IOException {
    executable(folder.resolve("bin").resolve(name), "#!/bin/sh\n" + script);
  }

  private record Result(int exit, String out, String err) {}

  private Result run(String... arguments) throws Exception {
    return run(project().resolve("tidewire"), arguments);
  }

  private Result run(Path launcher, String... arguments) throws Exception {
    Process process = start(launcher, "run", arguments);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        Files.readString(folder.resolve("run.out"), StandardCharsets.UTF_8),
        Files.readString(folder.resolve("run.err"), StandardCharsets.UTF_8));
  }

  /** What it says goes to files that begin with the name. */
  private Process start(Path launcher, String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(find("bash").toString()));
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .redirectError(folder.resolve(name + ".err").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  @Test
  void saysWhatItNeedsWhenThereIsNoJava() throws Exception {
    Result result = run("serve");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            """
            tidewire: a JDK 25 or newer is needed.
              Found no Java at all.
              Install one, for example from https://adoptium.net, or set JAVA_HOME to where it is.
            """);
  }

  @Test
  void saysWhatItFoundWhenAllOfItIsTooOld() throws Exception {
    jdk(folder.resolve("jvm/old"), "1.8.0_392");
    jdk(folder.resolve("home/.jdks/seventeen"), "17.0.15");
    Result result = run("serve");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .contains("Found Java 8 in " + folder + "/jvm/old.")
        .contains("Found Java 17 in " + folder + "/home/.jdks/seventeen.");
  }

  @Test
  void takesJavaHomeBeforeThePathBeforeTheInstallFolders() throws Exception {
    built();
    jdk(folder.resolve("jvm/installed"), "25.0.3");
    assertThat(run("version").out()).startsWith("java of installed: ");
    jdk(folder.resolve("elsewhere/onpath"), "26");
    Files.createSymbolicLink(
        folder.resolve("bin/java"), folder.resolve("elsewhere/onpath/bin/java"));
    assertThat(run("version").out()).startsWith("java of onpath: ");
    jdk(folder.resolve("elsewhere/chosen"), "25-ea");
    environment.put("JAVA_HOME", folder.resolve("elsewhere/chosen").toString());
    assertThat(run("version").out()).startsWith("java of chosen: ");
    jdk(folder.resolve("elsewhere/chosen"), "21.0.1");
    assertThat(run("version").out()).startsWith("java of onpath: ");
  }

  @Test
  void handsOverArgumentsAndOptionsThroughALinkFromAnyFolder() throws Exception {
    built();
    jdk(folder.resolve("jvm/installed"), "25");
    environment.put("TIDEWIRE_JAVA_OPTS", "-Xmx1g -Dx=y");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("project", "tidewire"));
    Result result = run(link, "token", "--caps", "{\"chat:*\":[\"*\"]}");
    assertThat(result.out())
        .contains(" -Xmx1g -Dx=y -jar %s token --caps {\"chat:*\":[\"*\"]}\n".formatted(jar()))
        .contains("@%s/server/src/main/options/common ".formatted(project()))
        .contains("@%s/server/src/main/options/tool ".formatted(project()));
    assertThat(Path.of("src/main/options/common"))
        .content()
        .contains("-XX:+UseCompactObjectHeaders");
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isZero();
  }

  @Test
  void saysWhatIsMissingToBuildWith() throws Exception {
    jdk(folder.resolve("jvm/installed"), "25");
    Files.writeString(project().resolve("client-js/package.json"), "{}");
    tool("node", "");
    Result result = run("serve");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            """
            tidewire: Tidewire must be built first, and that needs more than there is.
              mvn is not on PATH.
              npm is not on PATH.
            """);
  }

  @Test
  void buildsWhenNothingIsBuiltOrASourceIsNewer() throws Exception {
    jdk(folder.resolve("jvm/installed"), "25");
    tool(
        "mvn",
        "echo \"mvn $* with ${JAVA_HOME##*/}\"; : > server/target/tidewire/tidewire-server.jar");
    Files.createDirectories(jar().getParent());
    assertThat(run("version").err())
        .contains("tidewire: building")
        .contains(
            "mvn -q -DskipTests -Dspotless.check.skip=true -pl client-js,server package with installed");
    assertThat(run("version").err()).isEmpty();
    Path source = Files.writeString(project().resolve("server/src/main/A.java"), "class A {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run("version").err()).contains("tidewire: building");
  }

  @Test
  void buildsOnceForAllThatAreStartedTogether() throws Exception {
    jdk(folder.resolve("jvm/installed"), "25");
    Files.createDirectories(jar().getParent());
    tool(
        "mvn",
        "echo built >> \"%s/builds\"; read -r _ < \"%s/go\"; : > server/target/tidewire/tidewire-server.jar"
            .formatted(folder, folder));
    Path go = folder.resolve("go");
    assertThat(new ProcessBuilder("mkfifo", go.toString()).start().waitFor()).isZero();
    List<Process> starts = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      starts.add(start(project().resolve("tidewire"), name, "version"));
    }
    // Two wait while one builds; the pipe lets that one go on.
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> waiting("a") + waiting("b") + waiting("c") == 2);
    Files.writeString(go, "go\n");

    for (Process start : starts) {
      assertThat(start.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(start.exitValue()).isZero();
    }
    assertThat(folder.resolve("builds")).hasContent("built");
  }

  private int waiting(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".err")).contains("waiting for another") ? 1 : 0;
  }

  @Test
  void buildsTheLoadGeneratorByItselfAndHandsItsOptionsOver() throws Exception {
    jdk(folder.resolve("jvm/installed"), "25");
    Path bench = project().resolve("loadtest/target/bench/tidewire-bench.jar");
    Files.createDirectories(bench.getParent());
    tool("mvn", "echo \"mvn $*\"; : > loadtest/target/bench/tidewire-bench.jar");
    Result result = run("bench", "fanout", "-c", "10");
    assertThat(result.err()).contains("-pl loadtest package");
    assertThat(result.out()).contains(" -jar %s fanout -c 10\n".formatted(bench));
    assertThat(run("bench", "chat").err()).isEmpty();
  }

  @Test
  void doesNotLetAServerWaitForTheLoadGenerator() throws Exception {
    jdk(folder.resolve("jvm/installed"), "25");
    built();
    recorded();
    Files.createDirectories(project().resolve("loadtest/src/main"));
    Path source = Files.writeString(project().resolve("loadtest/src/main/A.java"), "class A {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(600)));
    assertThat(run("serve").err()).isEmpty();
  }

  @Test
  void doesNotBuildForWhatIsNoSource() throws Exception {
    jdk(folder.resolve("jvm/installed"), "25");
    built();
    Path module = Files.writeString(project().resolve("client-js/node_modules/a.js"), "");
    Files.setLastModifiedTime(module, FileTime.from(Instant.now().plusSeconds(600)));
    assertThat(run("version").err()).isEmpty();
  }

  @Test
  void neverBuildsWhenItIsForbidden() throws Exception {
    jdk(folder.resolve("jvm/installed"), "25");
    environment.put("TIDEWIRE_NO_BUILD", "1");
    Result result = run("serve");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo("tidewire: nothing has been built, and TIDEWIRE_NO_BUILD=1 forbids to build.\n");
    built();
    Files.setLastModifiedTime(jar(), FileTime.from(Instant.EPOCH));
    assertThat(run("serve").out()).startsWith("java of installed: ");
  }

  @Test
  void stopsWhenTheBuildFails() throws Exception {
    jdk(folder.resolve("jvm/installed"), "25");
    tool("mvn", "echo 'cannot compile'; exit 1");
    Result result = run("serve");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("cannot compile", "tidewire: the build failed");
  }

  @Test
  void recordsAServerOnceForEachJar() throws Exception {
    jdk(folder.resolve("jvm/installed"), "25");
    built();
    Files.setLastModifiedTime(jar(), FileTime.from(Instant.now()));
    Result first = run("serve");
    assertThat(first.err())
        .isEqualTo("tidewire: preparing fast starts; this takes some seconds...\n");
    assertThat(first.out()).contains("-XX:AOTCache=" + recording()).contains(" serve\n");
    assertThat(Files.readString(recording())).isEqualTo("x\n");
    Files.setLastModifiedTime(recording(), FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(run("serve").err()).isEmpty();
    Files.setLastModifiedTime(jar(), FileTime.from(Instant.now().plusSeconds(120)));
    assertThat(run("serve").err()).contains("preparing fast starts");
  }

  @Test
  void servesWithTheOptionsOfThisSystem() throws Exception {
    jdk(folder.resolve("jvm/installed"), "25");
    built();
    String options = project() + "/server/src/main/options/";
    environment.put("OSTYPE", "linux-gnu");
    assertThat(run("serve").out())
        .contains("@%scommon @%sserve @%slinux ".formatted(options, options, options));
    environment.put("OSTYPE", "darwin24");
    assertThat(run("serve").out())
        .contains("@%scommon @%sserve ".formatted(options, options))
        .doesNotContain("options/linux");
    assertThat(run("version").out()).doesNotContain("options/serve", "options/linux");
  }

  @Test
  void beginsWithLessHeapWhereLessIsAllowed() throws Exception {
    jdk(folder.resolve("jvm/installed"), "25");
    built();
    assertThat(Files.readAllLines(Path.of("src/main/options/serve"))).contains("-Xms64m");
    for (String small : List.of("-Xmx63m", "-Xmx1g -Xmx65535k", "-XX:MaxHeapSize=67108863")) {
      environment.put("TIDEWIRE_JAVA_OPTS", small);
      assertThat(run("serve").out()).contains(" -Xms0 " + small + " -jar ");
    }
    for (String large :
        List.of("", "-Xmx64m", "-Xmx32m -Xmx1G", "-Xmx1.5", "-XX:MaxHeapSize=67108864")) {
      environment.put("TIDEWIRE_JAVA_OPTS", large);
      assertThat(run("serve").out()).doesNotContain("-Xms0").contains(" serve\n");
    }
  }

  @Test
  void servesWithoutARecordingThatCannotBeMadeAndTriesItOnce() throws Exception {
    jdk(folder.resolve("jvm/installed"), "25");
    executable(
        folder.resolve("jvm/installed/bin/java"),
        """
        #!/bin/sh
        case "$*" in
          -version) echo 'openjdk version "25"' >&2 ;;
          *train) exit 1 ;;
          *) echo "java: $*" ;;
        esac
        """);
    built();
    Files.setLastModifiedTime(jar(), FileTime.from(Instant.now()));
    assertThat(run("serve").out()).startsWith("java: ").contains(" serve\n");
    assertThat(run("serve").err()).isEmpty();
  }

  @Test
  void recordsNothingWhenBuildingIsForbiddenOrNobodyServes() throws Exception {
    jdk(folder.resolve("jvm/installed"), "25");
    built();
    assertThat(run("version").err()).isEmpty();
    environment.put("TIDEWIRE_NO_BUILD", "1");
    assertThat(run("serve").err()).isEmpty();
    assertThat(recording()).doesNotExist();
  }
}
