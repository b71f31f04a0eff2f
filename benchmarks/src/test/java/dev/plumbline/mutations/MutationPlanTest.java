package dev.plumbline.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import dev.plumbline.common.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutationPlanTest {

  private static final Set<MutationKind> AT_NO_PLACE =
      EnumSet.of(
          MutationKind.SCHEDULE,
          MutationKind.JITTERED,
          MutationKind.REEXPORTED,
          MutationKind.REORDERED,
          MutationKind.OTHER_SEED,
          MutationKind.FRESH_SCENES);

  @TempDir Path folder;
  private Network network;

  @BeforeEach
  void makePipeline() throws IOException {
    Path pipeline = folder.resolve("pipeline");
    Files.createDirectories(pipeline.resolve("unet"));
    Files.createDirectories(pipeline.resolve("scheduler"));
    Files.copy(TestNetwork.unet(), pipeline.resolve(Network.UNET));
    Files.writeString(
        pipeline.resolve(Network.SCHEDULER),
        "{\"beta_start\": 0.00085, \"beta_end\": 0.012,\n"
            + " \"beta_schedule\": \"scaled_linear\", \"num_train_timesteps\": 1000}");
    network = new Network("test", pipeline, Optional.empty(), List.of());
  }

  @Test
  void everyKindIsDoneAtEveryPart() throws IOException {
    List<Mutation> mutations = MutationPlan.of(network, 7);

    assertThat(mutations).hasSizeGreaterThan(500);
    assertThat(mutations.stream().map(Mutation::id)).doesNotHaveDuplicates();
    Set<String> parts = new TreeSet<>();
    Weights.read(network.unet()).parameters().forEach(parameter -> parts.add(parameter.part()));
    Map<MutationKind, Set<String>> done =
        mutations.stream()
            .collect(
                Collectors.groupingBy(
                    Mutation::kind, Collectors.mapping(Mutation::part, Collectors.toSet())));
    assertThat(done).containsOnlyKeys(MutationKind.values());
    for (MutationKind kind :
        List.of(
            MutationKind.ZEROED,
            MutationKind.SCALED,
            MutationKind.NEGATED,
            MutationKind.NOISED,
            MutationKind.PERMUTED,
            MutationKind.FOREIGN,
            MutationKind.LORA,
            MutationKind.FLOAT16_OVERFLOW,
            MutationKind.QUANTISED,
            MutationKind.HALF_WRITTEN,
            MutationKind.ROUNDED)) {
      assertThat(done.get(kind)).as(kind.title()).containsAll(parts);
    }
    parts.removeAll(Set.of("conv_in", "conv_out", "time_embedding"));
    assertThat(done.get(MutationKind.NORMS_LOST)).isEqualTo(parts);
    AT_NO_PLACE.forEach(
        kind -> assertThat(done.get(kind)).as(kind.title()).containsExactly(Mutation.ALL));
  }

  @Test
  void damageIsBlamedOnItsBlockOrOnTheFirstThatReadsIt() throws IOException {
    for (Mutation mutation : MutationPlan.of(network, 7)) {
      if (mutation.kind() == MutationKind.SWAPPED || mutation.part().equals(Mutation.ALL)) {
        continue;
      }
      String expected =
          switch (mutation.part()) {
            case "time_embedding" -> "down_blocks.0";
            case "conv_norm_out" -> "conv_out";
            default -> mutation.part();
          };
      assertThat(mutation.blocks()).as(mutation.id()).containsExactly(expected);
    }
  }

  @Test
  void theSameSeedHasTheSameMutantsToTheBit() throws IOException {
    List<Mutation> once = MutationPlan.of(network, 7);
    List<Mutation> again = MutationPlan.of(network, 7);
    assertThat(again.stream().map(Mutation::id))
        .isEqualTo(once.stream().map(Mutation::id).toList());
    assertThat(MutationPlan.of(network, 8).stream().map(Mutation::id))
        .isNotEqualTo(once.stream().map(Mutation::id).toList());
    for (int i = 0; i < once.size(); i++) {
      if (once.get(i).kind() == MutationKind.NOISED && i % 5 == 0) {
        assertThat(written(again.get(i), "again")).isEqualTo(written(once.get(i), "once"));
        assertThat(written(once.get(i), "twice")).isEqualTo(written(once.get(i), "once"));
      }
    }
  }

  private byte[] written(Mutation mutation, String name) throws IOException {
    return Files.readAllBytes(make(mutation, name).resolve(Network.UNET));
  }

  private Path make(Mutation mutation, String name) throws IOException {
    Path copy = folder.resolve(name + "-" + mutation.id());
    if (Files.notExists(copy)) {
      Files.createDirectories(copy);
      Folders.copy(network.pipeline(), copy);
      mutation.writer().write(network.pipeline(), copy);
    }
    return copy;
  }

  /** What is done to one part's weights leaves all others alone, and the noise schedule. */
  @Test
  void onlyThePartThatIsNamedChanges() throws IOException {
    Weights parent = Weights.read(network.unet());
    String schedule = Files.readString(network.pipeline().resolve(Network.SCHEDULER));
    int changed = 0;
    for (Mutation mutation : oneOfEachKindAndPart()) {
      Path copy = make(mutation, "made");
      Weights mutant = Weights.read(copy.resolve(Network.UNET));
      for (Parameter parameter : parent.parameters()) {
        if (!parameter.part().equals(mutation.part())) {
          assertThat(mutant.values(parameter))
              .as(mutation.id() + " and " + parameter)
              .isEqualTo(parent.values(parameter));
        }
      }
      assertThat(Files.readString(copy.resolve(Network.SCHEDULER))).isEqualTo(schedule);
      boolean changes =
          !Arrays.equals(written(mutation, "made"), Files.readAllBytes(network.unet()));
      changed += changes ? 1 : 0;
      Folders.delete(copy);
    }
    assertThat(changed).isGreaterThan(120);
  }

  private List<Mutation> oneOfEachKindAndPart() throws IOException {
    Map<String, Mutation> mutations = new LinkedHashMap<>();
    for (Mutation mutation : MutationPlan.of(network, 7)) {
      if (!mutation.part().equals(Mutation.ALL) && mutation.kind() != MutationKind.SWAPPED) {
        mutations.put(mutation.kind() + mutation.part(), mutation);
      }
    }
    return new ArrayList<>(mutations.values());
  }

  @Test
  void swappedLayersAreBlamedOnTheFirst() throws IOException {
    List<String> order =
        List.of(
            "conv_in",
            "down_blocks.0",
            "down_blocks.1",
            "down_blocks.2",
            "down_blocks.3",
            "mid_block",
            "up_blocks.0",
            "up_blocks.1",
            "up_blocks.2",
            "up_blocks.3",
            "conv_out");
    List<Mutation> swaps =
        MutationPlan.of(network, 7).stream()
            .filter(mutation -> mutation.kind() == MutationKind.SWAPPED)
            .toList();
    assertThat(swaps).hasSizeGreaterThan(3);
    for (Mutation swap : swaps) {
      List<String> blocks =
          Arrays.stream(swap.what().split(" and ", -1))
              .map(layer -> new LayerName(layer).block())
              .toList();
      String first =
          order.indexOf(blocks.get(0)) <= order.indexOf(blocks.get(1))
              ? blocks.get(0)
              : blocks.get(1);
      assertThat(swap.blocks()).as(swap.what()).containsExactly(first);
    }
  }
}
