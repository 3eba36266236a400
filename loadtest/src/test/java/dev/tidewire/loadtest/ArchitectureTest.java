package dev.tidewire.loadtest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The house rules of the load generator that a compiler does not check. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.tidewire.loadtest");

  @Test
  void layersPointDownwards() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("app")
        .definedBy("..loadtest.app..")
        .layer("report")
        .definedBy("..loadtest.report..")
        .layer("scenario")
        .definedBy("..loadtest.scenario..")
        .layer("fleet")
        .definedBy("..loadtest.fleet..")
        .layer("driver")
        .definedBy("..loadtest.driver..")
        .layer("net")
        .definedBy("..loadtest.net..")
        .layer("measure")
        .definedBy("..loadtest.measure..")
        .whereLayer("app")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("scenario")
        .mayOnlyBeAccessedByLayers("app", "report")
        .whereLayer("fleet")
        .mayOnlyBeAccessedByLayers("app", "report", "scenario")
        .whereLayer("driver")
        .mayOnlyBeAccessedByLayers("app", "scenario", "fleet")
        .whereLayer("net")
        .mayOnlyBeAccessedByLayers("app", "scenario", "fleet")
        .whereLayer("measure")
        .mayOnlyBeAccessedByLayers("app", "report", "scenario", "fleet")
        .check(CLASSES);
  }

  @Test
  void sharesNoCodeWithTheServer() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.tidewire.server..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.tidewire.loadtest.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheEntryPointReadsTheEnvironment() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Main")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(CLASSES);
  }
}
