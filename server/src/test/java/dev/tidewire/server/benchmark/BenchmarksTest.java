package dev.tidewire.server.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Keeps the benchmarks from rotting: runs each a few times, without measuring. */
final class BenchmarksTest {
  static Stream<Class<?>> classes() {
    return Benchmarks.ALL.stream();
  }

  private static Stream<Method> methods(Class<?> type, Class<? extends Annotation> annotation) {
    return Arrays.stream(type.getMethods()).filter(m -> m.isAnnotationPresent(annotation));
  }

  @ParameterizedTest
  @MethodSource("classes")
  void everyBenchmarkRuns(Class<?> type) throws Exception {
    Object state = type.getConstructor().newInstance();
    for (Field field : type.getFields()) {
      if (field.isAnnotationPresent(Param.class)) {
        field.setInt(state, Integer.parseInt(field.getAnnotation(Param.class).value()[0]));
      }
    }
    for (Method setup : methods(type, Setup.class).toList()) {
      setup.invoke(state);
    }
    List<Method> benchmarks = methods(type, Benchmark.class).toList();
    assertThat(benchmarks).isNotEmpty();
    for (Method benchmark : benchmarks) {
      for (int i = 0; i < 3; i++) {
        assertThat(benchmark.invoke(state)).as(benchmark.getName()).isNotNull();
      }
    }
  }
}
