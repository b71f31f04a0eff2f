package dev.plumbline.cli.doctor;

import dev.plumbline.engine.measure.session.CudaState;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.util.List;
import java.util.Optional;

/** ONNX Runtime: whether it can be loaded, what it can run on, and whether it sends anything. */
final class OnnxRuntimeChecks {

  private static final String ABOUT = "ONNX Runtime";

  private OnnxRuntimeChecks() {}

  static List<Finding> findings() {
    Finding telemetry = telemetry(OnnxRuntime.telemetry());
    try {
      Finding loaded = Finding.ok(ABOUT, OnnxRuntime.version());
      return List.of(loaded, cuda(CudaState.find()), telemetry);
    } catch (UserError e) {
      return List.of(
          Finding.problem(
              ABOUT,
              e.getMessage(),
              "see to the temporary folder and the system above; JAVA_OPTS takes Java's options"),
          telemetry);
    }
  }

  static Finding cuda(CudaState cuda) {
    String gpus = cuda.gpus().map(names -> "; this machine has " + names).orElse("");
    if (!cuda.isBuilt()) {
      String text = "the CPU; this is the build without CUDA" + gpus;
      return cuda.gpus().isPresent()
          ? Finding.note("devices", text, "build the jar with -Pcuda to use the GPU")
          : Finding.ok("devices", text);
    }
    return cuda.problem()
        .map(
            problem ->
                Finding.problem(
                    "devices",
                    "the CPU only: CUDA cannot be had (" + problem + ")" + gpus,
                    cuda.remedy().orElse("")))
        .orElseGet(() -> Finding.ok("devices", "the CPU, and CUDA" + gpus));
  }

  static Finding telemetry(Optional<String> left) {
    return left.map(
            text ->
                Finding.problem(
                    "telemetry", text, "set " + OnnxRuntime.VARIABLE + "=1 in the environment"))
        .orElseGet(() -> Finding.ok("telemetry", "off: nothing is kept or sent"));
  }
}
