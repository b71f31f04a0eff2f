package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.plumbline.engine.fixtures.Fatal;
import dev.plumbline.engine.fixtures.FatalAudits;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.unets.HostileModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Models that were made to do harm cost no other checkpoint its results, and are told about. */
@Timeout(300)
@Tag("heavy")
class HostileModelsTest {

  private static final String AUDIT = "errorsAreThrown/";
  private static final String LEAF = "/conv_in/50";

  @TempDir Path folder;

  private final Map<String, Path> checkpoints = new LinkedHashMap<>();

  private void plant(String name, byte[] appended) throws IOException {
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    model.write(Files.readAllBytes(Audits.TINY));
    model.write(appended);
    Files.createDirectories(folder.resolve(name));
    Path file = Files.write(folder.resolve(name + "/model.onnx"), model.toByteArray());
    checkpoints.put(name, file);
  }

  private void plant(String name, ModelProto.Builder model) throws IOException {
    Files.createDirectories(folder.resolve(name));
    checkpoints.put(name, GraphEdits.write(model, folder.resolve(name + "/model.onnx")));
  }

  /** Runs what was planted beside a sound checkpoint, whose results are there. */
  private Outcomes run() {
    checkpoints.put("tiny", Audits.TINY);
    StringJoiner named = new StringJoiner(",");
    checkpoints.forEach((name, path) -> named.add(name + "=" + path));
    Outcomes outcomes =
        Audits.in(folder).of(FatalAudits.class).with("audit.checkpoint", named).run();
    assertThat(outcomes.engineFailure()).isEmpty();
    return outcomes;
  }

  private static void isTinysResult(Outcomes outcomes) {
    assertThat(outcomes.statuses()).containsEntry(AUDIT + "tiny" + LEAF, Status.SUCCESSFUL);
  }

  private void isBroken(Outcomes outcomes, String checkpoint, String... told) {
    Throwable thrown =
        Optional.ofNullable(outcomes.containers().get(AUDIT + checkpoint))
            .flatMap(container -> container.getThrowable())
            .orElseGet(() -> outcomes.thrown(AUDIT + checkpoint));
    assertThat(thrown)
        .as(checkpoint)
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(checkpoint + ": ")
        .hasMessageContaining(checkpoints.get(checkpoint).getParent().toString());
    assertThat(thrown.getMessage()).contains(told);
  }

  @Test
  void depthsAndSizesOfGraphsAreBounded() throws IOException {
    plant("subgraphs", HostileModels.nestedSubgraphs(10_000));
    plant("groups", HostileModels.nestedGroups(100_000));
    plant("doubling", HostileModels.functions(24, false));
    plant("chained", HostileModels.functions(5_000, false));
    plant("recursive", HostileModels.functions(3, true));
    plant("circle", HostileModels.circle());
    plant("name", HostileModels.nameOfLength(10_000_000));
    plant("large", HostileModels.weight(1L << 40));
    plant("overflowing", HostileModels.weight(1L << 40, 1L << 40));
    plant("negative", HostileModels.weight(-32));
    plant("opset", HostileModels.opset(1L << 40));
    plant("no-opset", HostileModels.opset(0));
    plant("negative-opset", HostileModels.opset(-32));

    Outcomes outcomes = run();

    isTinysResult(outcomes);
    isBroken(outcomes, "subgraphs", "subgraphs in one another, more than 30 deep");
    isBroken(outcomes, "groups", "a group, which ONNX does not use");
    isBroken(outcomes, "doubling", "come to more than 1000000 nodes");
    isBroken(outcomes, "chained", "functions that call one another more than 100 deep");
    isBroken(outcomes, "recursive", "functions that call one another more than 100 deep");
    isBroken(outcomes, "circle", "needs what comes of itself");
    isBroken(outcomes, "name", "a name of 10000000 bytes");
    isBroken(outcomes, "large", "'boastful' has the dimensions [1099511627776]", "4 bytes");
    isBroken(outcomes, "overflowing", "'boastful' has the dimensions");
    isBroken(outcomes, "negative", "'boastful' has the dimensions [-32]");
    isBroken(outcomes, "opset", "version 1099511627776 of ONNX's operators");
    isBroken(outcomes, "no-opset", "version 0 of ONNX's operators");
    isBroken(outcomes, "negative-opset", "version -32 of ONNX's operators");
  }

  @Test
  void sizesOfInputsAreBounded() throws IOException {
    for (long size : new long[] {1L << 20, 1L << 30, 1L << 40}) {
      ModelProto.Builder model = GraphEdits.read(Audits.TINY);
      GraphEdits.fixSize(model, size);
      plant("size-" + size, model);
    }
    for (long batch : new long[] {1L << 30, 1L << 40}) {
      ModelProto.Builder model = GraphEdits.read(Audits.TINY);
      GraphEdits.fixBatch(model, batch);
      plant("batch-" + batch, model);
    }
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    GraphEdits.fixTokens(model, 1L << 30);
    plant("tokens", model);

    Outcomes outcomes = run();

    isTinysResult(outcomes);
    checkpoints.remove("tiny");
    for (String name : checkpoints.keySet()) {
      isBroken(outcomes, name, "declares", "more than anything takes. Export the U-Net again.");
    }
  }

  @Test
  void sizesInConfigsAreBounded() throws IOException {
    for (String size : new String[] {"0", "-32", "1073741824", "1099511627776", "262144", "1.5"}) {
      String name = "config" + size.replace('-', '_').replace('.', '_');
      plant(name, new byte[0]);
      Files.writeString(folder.resolve(name + "/config.json"), "{\"sample_size\": " + size + "}");
    }

    Outcomes outcomes = run();

    isTinysResult(outcomes);
    checkpoints.remove("tiny");
    for (String name : checkpoints.keySet()) {
      isBroken(outcomes, name, "sample_size");
    }
  }

  /** Long is not too long, and what nothing reads changes nothing. */
  @Test
  void whatIsOnlyUnusualIsMeasured() throws IOException {
    plant("segments", HostileModels.nameOfSegments(5_000));
    plant("unused", HostileModels.unusedInput(2_000_000_000));
    plant("unused-more", HostileModels.unusedInput(1L << 40, 1L << 40));
    plant("integers", HostileModels.constantOfIntegers(2_000_000));

    Outcomes outcomes = run();

    isTinysResult(outcomes);
    for (String name : new String[] {"segments", "unused", "unused-more", "integers"}) {
      assertThat(outcomes.statuses()).containsEntry(AUDIT + name + LEAF, Status.SUCCESSFUL);
      assertThat(outcomes.record(AUDIT + name + LEAF, "finite.non_finite").value()).hasValue(0);
    }
  }

  @Test
  void anErrorOfJavasWhileALeafIsJudgedCostsThisLeafOnly() {
    Fatal.WHEN_JUDGED.add(new OutOfMemoryError("Java heap space"));
    Fatal.WHEN_JUDGED.add(new StackOverflowError());
    checkpoints.put("first", Audits.TINY);
    checkpoints.put("second", Audits.TINY);

    Outcomes outcomes = run();

    assertThat(outcomes.thrown("errorsAreThrown/first/conv_in/50"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("judging it took more memory than Java may take (Java heap space)");
    assertThat(outcomes.thrown("errorsAreThrown/second/conv_in/50"))
        .hasMessageContaining("judging it ended with java.lang.StackOverflowError");
    assertThat(outcomes.statuses())
        .containsEntry("errorsAreThrown/tiny/conv_in/50", Status.SUCCESSFUL);
  }

  @Test
  void encodersAreBoundedTheSameWay() throws IOException {
    Path pipeline = Pipelines.copy(folder.resolve("pipeline"));
    Path encoder = pipeline.resolve("vae_encoder/model.onnx");
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    model.write(Files.readAllBytes(encoder));
    model.write(HostileModels.functions(24, false));
    Files.write(encoder, model.toByteArray());

    Outcomes outcomes =
        Audits.in(folder)
            .of(FatalAudits.class)
            .with("audit.checkpoint", "hostile=" + pipeline + ",sound=" + Pipelines.REFERENCE)
            .with("audit.images", Pipelines.IMAGES)
            .with("audit.samples", 2)
            .without("audit.latents")
            .without("audit.prompt")
            .run();

    assertThat(outcomes.containers().get(AUDIT + "hostile").getThrowable())
        .get()
        .extracting(Throwable::getMessage)
        .asString()
        .contains("The VAE encoder " + encoder, "come to more than 1000000 nodes");
    assertThat(outcomes.statuses()).containsEntry(AUDIT + "sound" + LEAF, Status.SUCCESSFUL);
  }
}
