package dev.plumbline.engine.measure.heads;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.engine.measure.Heard;
import dev.plumbline.engine.measure.MeasuringSettings;
import dev.plumbline.engine.measure.OpenedCheckpoint;
import dev.plumbline.engine.measure.Vectors;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.SomeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order ONNX Runtime runs the U-Net and its heads, from its own profile. */
class HeadOrderTest {

  private static final int TIMESTEP = 50;
  private static final String KERNEL = "_kernel_time";
  private static final LayerName DOWN = new LayerName("down_blocks.1.resnets.0");
  private static final LayerName UP = new LayerName("up_blocks.2.resnets.0");

  @TempDir private Path folder;

  @Test
  void headsRunWhenTheirLayersAreThere() throws Exception {
    CheckpointPlan plan = CheckpointPlan.empty(Vectors.referenceCheckpoint());
    for (LayerName layer : List.of(DOWN, UP)) {
      plan.add(TIMESTEP, layer, Set.of(PositionProbe.class, TokenGroupSimilarity.class));
    }
    Inputs all = Vectors.referenceInputs();
    Inputs two = all.withSamples(2);
    try (OpenedCheckpoint checkpoint =
        OpenedCheckpoint.open(
            plan,
            MeasuringSettings.of(two, SomeOptions.cpu(2)),
            Vectors.builtIn(),
            new Heard(),
            Optional.of(folder.resolve("profile")))) {
      checkpoint.measure(TIMESTEP);
    }

    List<List<String>> measuring =
        passes().stream().filter(pass -> pass.contains(head(DOWN, "if_groups"))).toList();
    assertThat(measuring).hasSizeGreaterThanOrEqualTo(4); // two images, full and cropped
    for (List<String> pass : measuring) {
      assertThat(pass.indexOf(head(DOWN, "if_groups"))).isLessThan(first(pass, "mid_block"));
      assertThat(pass.indexOf(head(DOWN, "if_scatter_sums"))).isLessThan(first(pass, "mid_block"));
      assertThat(pass.indexOf(head(UP, "if_scatter_sums")))
          .isGreaterThan(first(pass, "mid_block"))
          .isLessThan(first(pass, "up_blocks.3"));
    }
  }

  private static String head(LayerName layer, String node) {
    return HeadBuilder.ADDED + layer.path() + "/" + node;
  }

  private static int first(List<String> nodes, String block) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).startsWith("/" + block + "/")) {
        return i;
      }
    }
    throw new AssertionError("No node of " + block + " ran among " + nodes);
  }

  /** Returns the names of the nodes that ran, pass by pass. */
  private List<List<String>> passes() throws Exception {
    List<JsonNode> events = new ArrayList<>();
    try (Stream<Path> profiles = Files.list(folder)) {
      for (Path profile : profiles.toList()) {
        new ObjectMapper().readTree(profile.toFile()).forEach(events::add);
      }
    }
    events.sort(Comparator.comparingLong(event -> event.path("ts").asLong()));
    List<List<String>> passes = new ArrayList<>();
    for (JsonNode event : events) {
      String name = event.path("name").asText();
      if (name.startsWith("/conv_in/")) {
        passes.add(new ArrayList<>());
      }
      if (!passes.isEmpty() && name.endsWith(KERNEL)) {
        passes.get(passes.size() - 1).add(name.substring(0, name.length() - KERNEL.length()));
      }
    }
    return passes;
  }
}
