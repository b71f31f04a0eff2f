package dev.plumbline.cli.run;

import dev.plumbline.api.AuditParameters;
import java.util.Map;

/** What a run is for: only one that judges has a verdict of its own. */
enum RunPurpose {
  /** It holds checkpoints against something. */
  JUDGE,
  /** It records what others are held against, and judges what it can beside that. */
  RECORD,
  /** It measures a part, and leaves a report that says so. */
  MEASURE,
  /** It says, encodes or suggests something, and leaves no report. */
  OTHER;

  static RunPurpose of(Map<String, String> parameters) {
    if (Boolean.parseBoolean(parameters.get(AuditParameters.DRY_RUN))
        || isGiven(parameters, AuditParameters.ENCODE)
        || isGiven(parameters, AuditParameters.SUGGEST)) {
      return OTHER;
    }
    if (isGiven(parameters, AuditParameters.SHARD)) {
      return MEASURE;
    }
    return "record".equalsIgnoreCase(parameters.get(AuditParameters.BASELINE_MODE))
        ? RECORD
        : JUDGE;
  }

  private static boolean isGiven(Map<String, String> parameters, String name) {
    return !parameters.getOrDefault(name, "").isBlank();
  }

  /** Tells whether something has to be decided. */
  boolean isToJudge() {
    return this == JUDGE || this == RECORD;
  }
}
