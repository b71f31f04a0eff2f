package dev.plumbline.engine.run;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.engine.config.FrozenSettings;
import dev.plumbline.engine.judge.FrozenViolations;
import dev.plumbline.engine.plan.HeapRoom;
import dev.plumbline.engine.plan.LfsPointer;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file of frozen violations of a run. It is written only where the user wants to record. */
final class FrozenStore {

  private final Optional<FrozenSettings> settings;
  private final List<String> problems = new ArrayList<>();
  private final FrozenViolations violations;

  FrozenStore(Optional<FrozenSettings> settings) {
    this.settings = settings;
    violations = settings.map(this::read).orElseGet(FrozenViolations::none);
  }

  private FrozenViolations read(FrozenSettings given) {
    String name = given.file().getFileName().toString();
    if (given.isRecording() && !Files.exists(given.file())) {
      return FrozenViolations.begun(name);
    }
    try {
      LfsPointer.refuse(given.file());
      HeapRoom.ofThisProcess()
          .requireSize(given.file(), BoundsFiles.LARGEST, BoundsFiles.MEMORY_OF_BYTE);
      return FrozenViolations.read(
          Files.newBufferedReader(given.file()), name, given.isRecording());
    } catch (UserError e) {
      problems.add(e.getMessage());
    } catch (IOException e) {
      problems.add(
          String.format(
              "The frozen violations %s cannot be read (%s): record them with -D%s=record.",
              given.file(), e, AuditParameters.FROZEN_MODE));
    }
    return FrozenViolations.none();
  }

  /** Returns why the file cannot be used. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  FrozenViolations violations() {
    return violations;
  }

  /**
   * Writes the violations of the run where they are to be recorded, and says how many there are.
   *
   * @return what makes the run red, a message each
   */
  List<String> end(RunLog log) {
    if (settings.isEmpty() || !problems.isEmpty()) {
      return problems;
    }
    Path file = settings.get().file();
    int accepted = violations.accepted();
    long gone = violations.gone();
    String count = accepted == 1 ? "1 violation is" : accepted + " violations are";
    if (settings.get().isRecording()) {
      try {
        AtomicFile.write(file, violations.text());
        log.result(
            "frozen violations",
            count
                + " accepted from now on, in "
                + file
                + (gone == 0 ? "" : "; " + gone + " of those before are gone"));
      } catch (IOException e) {
        problems.add(String.format("The frozen violations %s cannot be written: %s.", file, e));
      }
    } else {
      log.result(
          "frozen violations",
          count
              + " accepted as in "
              + file.getFileName()
              + (gone == 0
                  ? ""
                  : "; "
                      + gone
                      + " of those in it are gone, to let go of them record with -D"
                      + AuditParameters.FROZEN_MODE
                      + "=record"));
    }
    return problems;
  }
}
