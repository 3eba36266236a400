package dev.tidewire.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The house rules that a compiler does not check. The picture to the layers is in {@code
 * docs/architecture.md}.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.tidewire.server";

  /**
   * From the rim to the ground; packages of one line do not know each other. An arrow points down
   * only.
   */
  private static final List<List<String>> LAYERS =
      List.of(
          List.of("app"),
          List.of("demo", "sizing"),
          List.of("config"),
          List.of("http"),
          List.of("session"),
          List.of("channel"),
          List.of("hub"),
          List.of("websocket"),
          List.of("broker", "presence", "cluster"),
          List.of("redis"),
          List.of("auth"),
          List.of("history"),
          List.of("protocol", "uring"),
          List.of("metrics"));

  /** What implements a port. */
  private static final List<String> ADAPTERS =
      List.of(
          "broker.memory",
          "broker.redis",
          "presence.memory",
          "presence.redis",
          "cluster.memory",
          "cluster.redis");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void layersPointDownwards() {
    LayeredArchitecture house = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (List<String> layer : LAYERS) {
      for (String name : layer) {
        house = house.layer(name).definedBy(ROOT + "." + name + "..");
      }
    }
    List<String> above = new ArrayList<>();
    for (List<String> layer : LAYERS) {
      for (String name : layer) {
        house =
            above.isEmpty()
                ? house.whereLayer(name).mayNotBeAccessedByAnyLayer()
                : house.whereLayer(name).mayOnlyBeAccessedByLayers(above.toArray(String[]::new));
      }
      above.addAll(layer);
    }
    check(house);
  }

  @Test
  void everyPackageHasItsPlaceInTheHouse() {
    String[] known =
        LAYERS.stream()
            .flatMap(List::stream)
            .map(name -> ROOT + "." + name + "..")
            .toArray(String[]::new);
    check(classes().should().resideInAnyPackage(known));
  }

  @Test
  void packagesFormNoCycle() {
    check(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
  }

  @Test
  void onlyTheRimKnowsUndertow() {
    check(
        noClasses()
            .that(resideInAPackage(ROOT + ".."))
            .and()
            .resideOutsideOfPackages(ROOT + ".http..", ROOT + ".websocket..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.undertow..", "org.xnio..")));
  }

  @Test
  void onlyRedisKnowsLettuce() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".redis")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.lettuce..", "io.netty..", "reactor..")));
  }

  @Test
  void onlyMetricsKnowsMicrometer() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".metrics..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.micrometer..")));
  }

  @Test
  void onlyAuthKnowsTheTokenLibrary() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".auth..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.jsonwebtoken..")));
  }

  @Test
  void onlyTheRingCallsForeignFunctions() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".uring")
            .should()
            .dependOnClassesThat(resideInAPackage("java.lang.foreign")));
  }

  @Test
  void onlyAppConstructsAdapters() {
    String[] adapters =
        ADAPTERS.stream().map(adapter -> ROOT + "." + adapter + "..").toArray(String[]::new);
    String[] mayUseThem = Arrays.copyOf(adapters, adapters.length + 1);
    mayUseThem[adapters.length] = ROOT + ".app..";
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(mayUseThem)
            .should()
            .dependOnClassesThat(resideInAnyPackage(adapters)));
  }

  @Test
  void onlyConfigReadsTheEnvironment() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".config..")
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class));
  }

  @Test
  void staticFieldsAreConstants() {
    check(fields().that().areStatic().should().beFinal());
  }

  @Test
  void nobodySleeps() {
    check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
  }

  @Test
  void nobodyPrintsButTheCommandLine() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".app..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err"));
  }

  @Test
  void classesAreFinalUnlessTheyAreMadeToBeExtended() {
    check(
        classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areTopLevelClasses()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .and()
            .haveSimpleNameNotEndingWith("package-info")
            .should()
            .haveModifier(JavaModifier.FINAL));
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    Path sources = Path.of("src", "main", "java");
    try (Stream<Path> files = Files.walk(sources)) {
      List<Path> packages =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(Path::getParent)
              .distinct()
              .toList();
      assertThat(packages)
          .isNotEmpty()
          .allSatisfy(folder ->
              assertThat(folder.resolve("package-info.java")).content().contains("@NullMarked"));
    }
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
