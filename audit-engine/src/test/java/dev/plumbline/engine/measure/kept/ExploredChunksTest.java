package dev.plumbline.engine.measure.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.TokenNorms;
import dev.plumbline.api.report.Exploration;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.measure.MeasuringSettings;
import dev.plumbline.engine.measure.Vectors;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.Explorer;
import dev.plumbline.engine.plan.Shard;
import dev.plumbline.engine.plan.SomeOptions;
import dev.plumbline.engine.plan.WorkOptions;
import dev.plumbline.engine.plan.WorkOptions.ClusterOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the explorer shows does not depend on who measured which chunk. */
@Tag("heavy")
class ExploredChunksTest {

  private static final int IMAGES = 20;
  private static final int SHOWN = 7;

  @TempDir Path folder;

  private WorkOptions work(Optional<Path> kept, Optional<Integer> part, List<Path> merge) {
    return new WorkOptions(
        WorkOptions.Executor.IN_PROCESS,
        OptionalLong.empty(),
        kept,
        part.map(number -> new Shard(number, 2, Shard.Cut.CHUNK)),
        merge,
        WorkOptions.Containers.DEFAULT,
        ClusterOptions.DEFAULT);
  }

  private List<Exploration> explored(WorkOptions work) {
    List<Exploration> explored = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void line(String text) {}

          @Override
          public void warning(String about, String text) {}

          @Override
          public void environment(String name, String value) {}

          @Override
          public void explored(Exploration exploration) {
            explored.add(exploration);
          }
        };
    CheckpointPlan plan = CheckpointPlan.empty(Vectors.referenceCheckpoint());
    plan.add(50, new LayerName("conv_in"), Set.of(PositionProbe.class, TokenNorms.class));
    plan.add(50, new LayerName("mid_block.attentions.0"), Set.of(TokenNorms.class));
    try (Measurer measurer =
        new Measurer(
            MeasuringSettings.of(
                    Vectors.referenceInputs().withSamples(IMAGES),
                    SomeOptions.on(new Device(Device.Kind.CPU, 0), 2))
                .withExplorer(new Explorer(SHOWN, List.of(), 24_000_000))
                .withWork(work),
            Vectors.builtIn(),
            listener)) {
      measurer.announce(List.of(plan));
      measurer.measure(plan).refuseFailures();
    }
    return explored;
  }

  private static List<String> bits(Exploration exploration) {
    return exploration.representations().stream()
        .flatMap(
            one ->
                one.images().stream()
                    .map(
                        image ->
                            one.layer()
                                + " "
                                + one.timestep()
                                + " "
                                + image.exponent()
                                + HexFormat.of().formatHex(image.littleEndian())))
        .toList();
  }

  @Test
  void representationsOfAllChunksAreShownInTheirOrder() {
    Exploration whole = explored(work(Optional.empty(), Optional.empty(), List.of())).get(0);
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    for (int part = 1; part <= 2; part++) {
      assertThat(explored(work(Optional.of(first), Optional.of(part), List.of()))).isEmpty();
    }
    for (int part = 1; part <= 2; part++) {
      explored(work(Optional.of(second), Optional.of(part), List.of(first)));
    }

    Exploration merged =
        explored(work(Optional.empty(), Optional.empty(), List.of(first, second))).get(0);

    assertThat(whole.images()).hasSize(SHOWN);
    assertThat(merged.images()).isEqualTo(whole.images());
    assertThat(merged.notes()).isEqualTo(whole.notes());
    assertThat(bits(whole)).hasSize(2 * SHOWN);
    assertThat(bits(merged)).isEqualTo(bits(whole));
  }
}
