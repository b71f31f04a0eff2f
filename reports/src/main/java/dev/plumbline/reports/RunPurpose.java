package dev.plumbline.reports;

import dev.plumbline.api.AuditParameters;
import java.util.Optional;
import org.junit.platform.engine.ConfigurationParameters;

/** What a run is for. */
final class RunPurpose {

  private RunPurpose() {}

  /** Returns what to say of a run that was not to audit anything; empty if it was. */
  static Optional<String> otherThanAuditing(ConfigurationParameters parameters) {
    if (parameters.getBoolean(AuditParameters.DRY_RUN).orElse(false)) {
      return Optional.of("DRY RUN, nothing was measured");
    }
    if (parameters.get(AuditParameters.SUGGEST).filter(file -> !file.isBlank()).isPresent()) {
      return Optional.of("BOUNDS SUGGESTED ONLY, nothing was audited");
    }
    return parameters
        .get(AuditParameters.ENCODE)
        .filter(folder -> !folder.isBlank())
        .map(folder -> "ENCODED ONLY, nothing was audited");
  }
}
