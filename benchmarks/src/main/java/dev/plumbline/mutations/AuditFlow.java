package dev.plumbline.mutations;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.common.BuiltInAudits;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the built-in audits as users do: a baseline recorded once, and copies checked against it.
 * What no parameter says has its default.
 */
final class AuditFlow {

  private final Map<String, String> always;
  private final Launcher launcher = LauncherFactory.create();

  /**
   * Makes a flow.
   *
   * @param always the parameters of all of its runs
   */
  AuditFlow(Map<String, String> always) {
    this.always = Map.copyOf(always);
  }

  /**
   * Encodes photographs, so that not every run has to.
   *
   * @param pipeline the pipeline whose encoders do
   * @param photographs the photographs
   * @param folder where the latents go
   */
  AuditRecord encode(Path pipeline, Path photographs, Path folder) {
    return run(
        Map.of(
            AuditParameters.CHECKPOINT,
            pipeline.toString(),
            AuditParameters.IMAGES,
            photographs.toString(),
            AuditParameters.ENCODE,
            folder.toString()));
  }

  /**
   * Records a baseline.
   *
   * @param parameters the checkpoint and what it is run on
   * @param baseline the file
   */
  AuditRecord record(Map<String, String> parameters, Path baseline) {
    Map<String, String> more = new HashMap<>(parameters);
    more.put(AuditParameters.BASELINE, baseline.toString());
    more.put(AuditParameters.BASELINE_MODE, "record");
    return run(more);
  }

  /**
   * Checks a checkpoint against a baseline.
   *
   * @param parameters the checkpoint and what it is run on
   * @param baseline the file
   */
  AuditRecord check(Map<String, String> parameters, Path baseline) {
    Map<String, String> more = new HashMap<>(parameters);
    more.put(AuditParameters.BASELINE, baseline.toString());
    return run(more);
  }

  private AuditRecord run(Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(always);
    all.put(AuditParameters.EXECUTOR, "in-process"); // thousands of short runs
    all.putAll(parameters);
    AuditRecord record = new AuditRecord();
    launcher.execute(BuiltInAudits.request(all), record);
    return record;
  }
}
