package io.flinkiscc.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Looks into the jar that a cluster runs. */
class JobJarITCase {

  /** What every Flink has on the class path of a job. */
  private static final Set<String> GIVEN =
      Set.of(
          "java.",
          "javax.",
          "com.sun.management.",
          "org.slf4j.",
          "org.apache.flink.api.",
          "org.apache.flink.client.",
          "org.apache.flink.configuration.",
          "org.apache.flink.connector.base.",
          "org.apache.flink.connector.datagen.",
          "org.apache.flink.connector.file.",
          "org.apache.flink.core.",
          "org.apache.flink.metrics.",
          "org.apache.flink.runtime.",
          "org.apache.flink.shaded.",
          "org.apache.flink.state.api.",
          "org.apache.flink.streaming.",
          "org.apache.flink.table.",
          "org.apache.flink.types.",
          "org.apache.flink.util.");

  @Test
  void itHoldsAllThatOurClassesNeedAndFlinkDoesNotGive() throws Exception {
    Path path = Path.of("target", "flink-iscc-job.jar");
    try (JarFile jar = new JarFile(path.toFile())) {
      Set<String> missing =
          new ClassFileImporter()
              .importPath(Path.of("target", "classes")).stream()
                  .filter(c -> !c.getPackageName().equals("io.flinkiscc.cli"))
                  .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                  .map(Dependency::getTargetClass)
                  .map(JavaClass::getBaseComponentType)
                  .filter(c -> !c.isPrimitive())
                  .map(JavaClass::getName)
                  .filter(name -> GIVEN.stream().noneMatch(name::startsWith))
                  .filter(name -> jar.getEntry(name.replace('.', '/') + ".class") == null)
                  .collect(Collectors.toCollection(TreeSet::new));
      assertThat(missing).isEmpty();
    }
  }

  @Test
  void itHoldsNothingOfFlinkItself() throws Exception {
    Path path = Path.of("target", "flink-iscc-job.jar");
    try (JarFile jar = new JarFile(path.toFile())) {
      assertThat(jar.stream().map(Object::toString))
          .noneMatch(name -> name.startsWith("org/apache/flink/runtime"))
          .noneMatch(name -> name.startsWith("io/flinkiscc/cli"));
    }
  }
}
