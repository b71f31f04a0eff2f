package dev.plumbline.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.common.BuiltInAudits;
import dev.plumbline.common.Folders;
import dev.plumbline.engine.input.files.ArrayFile;
import dev.plumbline.engine.runtime.LeftBehind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * A process that runs hostile things, one after the other: it reads the id of one from a line, and
 * tells what became of it in another. It may die of one.
 */
final class HostileWorker {

  /** Says that the next id may come. */
  static final String READY = "READY";

  /** Says that a model is still running, and nothing can end it: it would take from the next. */
  static final String SPENT = "SPENT";

  private final Materials materials;
  private final Path work;
  private final Launcher launcher =
      LauncherFactory.create(
          LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build());
  private final Map<String, String> sound;
  private final Map<String, String> soundAgainstBaseline;

  private HostileWorker(Materials materials, Path work) throws IOException {
    this.materials = materials;
    this.work = work;
    record();
    sound = metrics(run(Map.of()));
    soundAgainstBaseline = metrics(run(againstBaseline()));
  }

  private static Map<String, String> metrics(Heard heard) {
    Map<String, String> metrics = heard.metrics(Materials.SOUND);
    if (metrics.isEmpty()) {
      throw new IllegalStateException("The sound checkpoint was not measured: " + heard.thrown());
    }
    return metrics;
  }

  /**
   * Reads ids until there are no more.
   *
   * @param args the folder of what is sound, and one to work in
   */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    HostileOptions options = HostileOptions.of(System.getProperties());
    Materials materials = Materials.make(options, Path.of(args[0]));
    HostileWorker worker = new HostileWorker(materials, Path.of(args[1]));
    answers.println(READY);
    answers.flush();
    BufferedReader ids = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String id = ids.readLine(); id != null; id = ids.readLine()) {
      answers.println(worker.outcome(Trial.parse(id)).line());
      answers.println(LeftBehind.isAny() ? SPENT : READY);
      answers.flush();
    }
  }

  /** Records a baseline and accepts violations, unless they are there. */
  private void record() throws IOException {
    Path baseline = materials.file(Materials.BASELINE);
    Path frozen = materials.file(Materials.FROZEN);
    if (Files.notExists(baseline)) {
      run(
          Map.of(
              AuditParameters.BASELINE,
              baseline.toString(),
              AuditParameters.BASELINE_MODE,
              "record"));
    }
    if (Files.notExists(frozen)) {
      run(
          Map.of(
              AuditParameters.BOUNDS,
              materials.file(Materials.BOUNDS).toString(),
              AuditParameters.FROZEN,
              frozen.toString(),
              AuditParameters.FROZEN_MODE,
              "record"));
    }
  }

  private Map<String, String> againstBaseline() {
    return Map.of(AuditParameters.BASELINE, materials.file(Materials.BASELINE).toString());
  }

  private Heard run(Map<String, String> parameters) throws IOException {
    Map<String, String> all = new HashMap<>(materials.parameters());
    all.put(AuditParameters.EXECUTOR, "in-process"); // this is a worker already
    all.putAll(parameters);
    if (parameters.containsKey(AuditParameters.IMAGES)) {
      all.remove(AuditParameters.LATENTS);
      all.remove(AuditParameters.PROMPT);
      all.remove(AuditParameters.LAYERS);
    }
    all.put(AuditParameters.REPORT_DIR, new Workplace(materials, work).reports().toString());
    Heard heard = new Heard();
    launcher.execute(BuiltInAudits.request(all), heard);
    return heard;
  }

  private Outcome outcome(Trial trial) throws IOException {
    Folders.delete(work);
    Files.createDirectories(work);
    Workplace place = new Workplace(materials, work);
    Map<String, String> parameters = trial.kind().edit().apply(place, trial.random());
    Heard heard;
    try {
      heard = run(parameters);
    } catch (RuntimeException e) { // from discovery
      return new Outcome(
          Clarity.problem(e).isEmpty() ? Ending.REFUSED : Ending.UNCLEAR,
          Clarity.problem(e).orElse(e.getMessage()));
    }
    return judge(trial, parameters, place, heard);
  }

  private Outcome judge(Trial trial, Map<String, String> parameters, Workplace place, Heard heard) {
    Optional<String> problem =
        heard.thrown().stream().flatMap(thrown -> Clarity.problem(thrown).stream()).findFirst();
    if (problem.isPresent()) {
      return new Outcome(Ending.UNCLEAR, problem.get());
    }
    String said =
        heard.thrown().stream()
            .map(thrown -> String.valueOf(thrown.getMessage()))
            .findFirst()
            .orElse("");
    if (parameters.containsKey(AuditParameters.ENCODE)) {
      return encoded(place, heard, said);
    }
    boolean isMeasured = !heard.metrics(Materials.HOSTILE).isEmpty();
    Map<String, String> theirs = heard.metrics(Materials.SOUND);
    boolean isAgainstBaseline = parameters.containsKey(AuditParameters.BASELINE);
    // what holds for all checkpoints of a run is refused before any is measured
    boolean isOfAll = !trial.kind().isModel() && theirs.isEmpty() && !isMeasured;
    if (trial.kind().isModel() || (isAgainstBaseline && !isOfAll)) {
      Map<String, String> expected = isAgainstBaseline ? soundAgainstBaseline : sound;
      if (!theirs.equals(expected)) {
        return new Outcome(
            Ending.LOST, theirs.size() + " of " + expected.size() + " metrics; " + said);
      }
    }
    if (!isMeasured && !heard.isRed()) {
      return new Outcome(Ending.UNCLEAR, "nothing was measured, and the build is green");
    }
    return new Outcome(isMeasured ? Ending.MEASURED : Ending.REFUSED, said);
  }

  /** All pictures but one are sound. */
  private static Outcome encoded(Workplace place, Heard heard, String said) {
    Path latents = place.reports().resolve("encoded").resolve(Materials.LATENTS_SAFETENSORS);
    if (Files.notExists(latents)) {
      return new Outcome(
          heard.isRed() ? Ending.LOST : Ending.UNCLEAR, "no picture was encoded: " + said);
    }
    long rows = ArrayFile.read(latents, "latents").array().shape()[0];
    return rows < Materials.SCENES.size() - 1
        ? new Outcome(Ending.LOST, rows + " pictures were encoded")
        : new Outcome(Ending.MEASURED, rows + " pictures were encoded");
  }
}
