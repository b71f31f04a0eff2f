package dev.plumbline.engine.tree;

import dev.plumbline.api.Audit;
import dev.plumbline.api.ModelAudit;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;

/**
 * A {@code @ModelAudit} class.
 *
 * @param type the class
 */
record AuditClass(Class<?> type) {

  static boolean is(Class<?> candidate) {
    return AnnotationSupport.isAnnotated(candidate, ModelAudit.class);
  }

  /** Returns what people call it: what its annotation says, or its own name. */
  String displayName() {
    return AnnotationSupport.findAnnotation(type, ModelAudit.class)
        .map(ModelAudit::value)
        .filter(name -> !name.isEmpty())
        .orElseGet(type::getSimpleName);
  }

  /** Returns its audits, inherited ones first. */
  List<Method> audits() {
    return AnnotationSupport.findAnnotatedMethods(
        type, Audit.class, HierarchyTraversalMode.TOP_DOWN);
  }

  /** Returns the audits of that name: more than one could not be told apart by their ids. */
  List<Method> audits(String name) {
    return audits().stream().filter(method -> method.getName().equals(name)).toList();
  }

  /** Returns why the engine cannot make an instance of it; empty if it can. */
  Optional<String> problem() {
    boolean hasConstructor =
        Stream.of(type.getDeclaredConstructors())
            .anyMatch(c -> c.getParameterCount() == 0 && !ModifierSupport.isPrivate(c));
    if (hasConstructor && !ModifierSupport.isAbstract(type) && !ModifierSupport.isPrivate(type)) {
      return Optional.empty();
    }
    return Optional.of(
        "@ModelAudit class "
            + type.getName()
            + " must be concrete, not private, and have a constructor without parameters");
  }
}
