package io.flinkiscc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the floors of the house: arrows point down only. */
class ArchitectureTest {

  private static final String ROOT = "io.flinkiscc.";

  /** The packages from the ground up; those of one floor do not know each other. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("nphd", "iscc", "metadata"),
          List.of("graph", "quantise"),
          List.of("index"),
          List.of("library"),
          List.of("types"),
          List.of("kafka", "match"),
          List.of("query"),
          List.of("state"),
          List.of("serve.proto"),
          List.of("serve"),
          List.of("stream"),
          List.of("table"),
          List.of("job"),
          List.of("cli"));

  /** Floors that a plain Java program can use without Flink and Kafka. */
  private static final List<String> LIBRARY =
      List.of("nphd", "iscc", "metadata", "graph", "quantise", "index", "library", "match");

  private static final Set<String> FLINK_INTERNALS =
      Set.of(
          ROOT + "state.IndexOperator",
          ROOT + "state.CheckpointContents",
          ROOT + "state.CheckpointInspection",
          ROOT + "state.CheckpointVerification",
          ROOT + "state.IndexRestorer",
          ROOT + "state.HandleFiles",
          ROOT + "state.IndexSnapshotStrategy",
          ROOT + "state.SavedCheckpoint",
          ROOT + "state.SavepointFiles",
          ROOT + "state.SavepointWriter",
          ROOT + "state.SavedIndex",
          ROOT + "state.SnapshotOpening",
          ROOT + "state.SnapshotWriter",
          ROOT + "state.CheckpointUpload",
          ROOT + "state.LocalBackup");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.flinkiscc");

  @Test
  void everyPackageHasAFloor() {
    Set<String> known =
        FLOORS.stream().flatMap(List::stream).map(p -> ROOT + p).collect(Collectors.toSet());
    Set<String> found = new TreeSet<>();
    CLASSES.forEach(c -> found.add(c.getPackageName()));
    assertThat(known).containsAll(found);
  }

  @Test
  void arrowsPointDownOnly() {
    List<String> above = new ArrayList<>();
    for (int floor = FLOORS.size() - 1; floor >= 0; floor--) {
      for (String name : FLOORS.get(floor)) {
        List<String> forbidden = new ArrayList<>(above);
        FLOORS.get(floor).stream().filter(n -> !n.equals(name)).forEach(forbidden::add);
        if (!forbidden.isEmpty()) {
          noClasses()
              .that()
              .resideInAPackage(ROOT + name)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(forbidden.stream().map(n -> ROOT + n).toArray(String[]::new))
              .because("arrows point down only")
              .allowEmptyShould(true)
              .check(CLASSES);
        }
      }
      above.addAll(FLOORS.get(floor));
    }
  }

  @Test
  void noPackagesDependOnEachOtherInCircles() {
    slices().matching("io.flinkiscc.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theLibraryKnowsNeitherFlinkNorKafka() {
    noClasses()
        .that()
        .resideInAnyPackage(LIBRARY.stream().map(n -> ROOT + n).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..", "kafka..")
        .check(CLASSES);
  }

  @Test
  void onlyAFewClassesTouchFlinkInternals() {
    noClasses()
        .that(notOneOf(FLINK_INTERNALS))
        .should()
        .dependOnClassesThat(isFlinkInternal())
        .because("an upgrade of Flink must be a matter of a few classes")
        .check(CLASSES);
  }

  @Test
  void whatIsPublicIsFinalAbstractOrAType() {
    classes()
        .that()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .and()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .and()
        .areNotAssignableTo(Exception.class)
        .and()
        .doNotHaveModifier(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)
        .should()
        .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
        .check(CLASSES);
  }

  @Test
  void nothingUsesJavaSerializationOfRecords() {
    noMethods()
        .should()
        .haveRawReturnType(java.io.ObjectOutputStream.class)
        .orShould()
        .haveRawReturnType(java.io.ObjectInputStream.class)
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(java.io.ObjectOutputStream.class, java.io.ObjectInputStream.class)
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> notOneOf(Set<String> names) {
    return DescribedPredicate.describe(
        "are not " + names,
        c ->
            names.stream()
                .noneMatch(n -> c.getName().equals(n) || c.getName().startsWith(n + "$")));
  }

  /** State handles, key groups, tasks: what Flink does not promise to keep. */
  private static DescribedPredicate<JavaClass> isFlinkInternal() {
    Set<String> promised =
        Set.of(
            "org.apache.flink.runtime.state.StateInitializationContext",
            "org.apache.flink.runtime.state.StateSnapshotContext",
            "org.apache.flink.runtime.state.FunctionInitializationContext",
            "org.apache.flink.runtime.state.FunctionSnapshotContext",
            "org.apache.flink.runtime.state.ManagedInitializationContext");
    return DescribedPredicate.describe(
        "are internals of Flink",
        c ->
            !promised.contains(c.getName())
                && (c.getPackageName().startsWith("org.apache.flink.runtime.state")
                    || c.getPackageName().startsWith("org.apache.flink.runtime.checkpoint")
                    || c.getPackageName().startsWith("org.apache.flink.runtime.execution")
                    || c.getPackageName().startsWith("org.apache.flink.streaming.runtime.tasks")));
  }
}
