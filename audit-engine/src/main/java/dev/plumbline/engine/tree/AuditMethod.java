package dev.plumbline.engine.tree;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.Fidelity;
import dev.plumbline.api.ForFidelity;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Phenomenon;
import dev.plumbline.api.Subject;
import dev.plumbline.api.Timesteps;
import dev.plumbline.engine.plan.Glob;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** An {@code @Audit} method and what its annotations and parameters say. */
public final class AuditMethod {

  private static final List<Integer> DEFAULT_TIMESTEPS = List.of(50, 200, 500);

  private final Class<?> auditClass;
  private final Method method;

  AuditMethod(Class<?> auditClass, Method method) {
    this.auditClass = auditClass;
    this.method = method;
  }

  /** Returns the class that the audit was found in, which may inherit it. */
  public Class<?> auditClass() {
    return auditClass;
  }

  Method method() {
    return method;
  }

  /** Returns the audit's name in bounds files and metrics.csv: {@code Class.method}. */
  public String id() {
    return auditClass.getSimpleName() + "." + method.getName();
  }

  String displayName() {
    String sentence = method.getAnnotation(Audit.class).value();
    return sentence.isEmpty() ? method.getName() : sentence;
  }

  Optional<String> phenomenon() {
    return annotation(Phenomenon.class).map(Phenomenon::value);
  }

  List<Glob> layers() {
    return annotation(Layers.class)
        .map(layers -> Arrays.stream(layers.value()).map(Glob::ofLayer).toList())
        .orElse(List.of(Glob.of("**")));
  }

  List<Integer> timesteps() {
    return annotation(Timesteps.class)
        .map(timesteps -> IntStream.of(timesteps.value()).distinct().boxed().toList())
        .orElse(DEFAULT_TIMESTEPS);
  }

  /** Returns how faithful checkpoints have to be for the audit to be asked, if it depends on it. */
  public Optional<Fidelity> fidelity() {
    return AnnotationSupport.findAnnotation(method, ForFidelity.class).map(ForFidelity::value);
  }

  /** Returns where the bounds are that the audit comes with, if it comes with any. */
  public Optional<Bounds> bounds() {
    return AnnotationSupport.findAnnotation(auditClass, Bounds.class);
  }

  private <A extends Annotation> Optional<A> annotation(Class<A> type) {
    return AnnotationSupport.findAnnotation(method, type)
        .or(() -> AnnotationSupport.findAnnotation(auditClass, type));
  }

  /** Returns the measurements that the audit has parameters for, in the order of these. */
  public Set<Class<? extends Measurement>> measurements() {
    Set<Class<? extends Measurement>> types = new LinkedHashSet<>();
    for (Class<?> type : method.getParameterTypes()) {
      if (Measurement.class.isAssignableFrom(type)) {
        types.add(type.asSubclass(Measurement.class));
      }
    }
    return types;
  }

  /** Returns what is wrong with the method's declaration, a message each. */
  List<String> problems(Set<Class<? extends Measurement>> provided) {
    String where = auditClass.getName() + "." + method.getName();
    List<String> problems = new ArrayList<>();
    if (ModifierSupport.isPrivate(method) || ModifierSupport.isStatic(method)) {
      problems.add("@Audit method " + where + " must be neither private nor static");
    }
    if (method.getReturnType() != void.class) {
      problems.add("@Audit method " + where + " must return nothing");
    }
    for (Class<?> type : method.getParameterTypes()) {
      boolean known = type == Gate.class || type == Subject.class || provided.contains(type);
      if (!known) {
        problems.add(
            "@Audit method "
                + where
                + " has a parameter of type "
                + type.getName()
                + ", which no registered MeasurementProvider provides; expected Gate, Subject or a"
                + " measurement");
      }
    }
    if (layers().isEmpty()) {
      problems.add("@Layers of " + where + " is empty; name a layer, or ** for all");
    }
    if (timesteps().isEmpty()) {
      problems.add("@Timesteps of " + where + " is empty; name a timestep");
    }
    for (int timestep : timesteps()) {
      if (timestep < 0) {
        problems.add("@Timesteps of " + where + " has " + timestep + ", which is below 0");
      }
    }
    return problems;
  }

  /**
   * Calls the method on a new instance of its class.
   *
   * @param argument gives the value for a parameter type
   */
  public void invoke(Function<Class<?>, Object> argument) {
    Object instance = ReflectionSupport.newInstance(auditClass);
    Object[] arguments =
        Arrays.stream(method.getParameterTypes()).map(argument).toArray(Object[]::new);
    ReflectionSupport.invokeMethod(method, instance, arguments);
  }
}
