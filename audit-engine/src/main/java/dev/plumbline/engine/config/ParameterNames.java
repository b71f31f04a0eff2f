package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.NearestName;
import java.util.Collection;
import java.util.List;

/** Finds names that look like configuration parameters of audits and are none. */
final class ParameterNames {

  private static final List<String> KNOWN = AuditParameters.names();

  private final Collection<String> names;

  ParameterNames(Collection<String> names) {
    this.names = names;
  }

  /** Returns a message for each unknown name, with the known one that is nearest to it. */
  List<String> problems() {
    return names.stream()
        .filter(name -> name.startsWith(AuditParameters.PREFIX))
        .filter(name -> !name.startsWith(AuditParameters.USER_PREFIX))
        .filter(name -> !name.startsWith(AuditParameters.PARALLEL_PREFIX))
        .filter(name -> !KNOWN.contains(name))
        .sorted()
        .map(name -> name + " is no parameter of audits; did you mean " + nearest(name) + "?")
        .toList();
  }

  private static String nearest(String name) {
    return NearestName.of(name, KNOWN).orElseThrow();
  }
}
