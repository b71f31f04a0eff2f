package dev.plumbline.mutations;

import dev.plumbline.common.Settings;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What the properties {@code mutation.*} say.
 *
 * @param bundled the folder with the bundled checkpoint and photographs
 * @param exports the folder with exports of the untrained U-Net
 * @param out where results are kept
 * @param networks the networks' names
 * @param kind the only kind of mutants that is run; empty for all
 * @param count how many mutants of each network are run, drawn at random; 0 for all
 * @param seed what is drawn by
 * @param shard which part of them this process runs, from 1 on
 * @param shards how many parts there are
 * @param timesteps the timesteps that are audited
 * @param threads threads of a session
 * @param photographs how many photographs of each scene are used at most; 0 for all
 */
record MutationOptions(
    Path bundled,
    Path exports,
    Path out,
    List<String> networks,
    Optional<MutationKind> kind,
    int count,
    long seed,
    int shard,
    int shards,
    String timesteps,
    int threads,
    int photographs) {

  /** Copies the list. */
  MutationOptions {
    networks = List.copyOf(networks);
  }

  /**
   * Reads properties. Maven passes those that are not set as empty ones.
   *
   * @throws UserError if one has no value that it can have
   */
  static MutationOptions of(Properties properties) {
    Settings settings = new Settings(properties);
    String[] shard = settings.text("mutation.shard", "1/1").split("/", -1);
    if (shard.length != 2) {
      throw new UserError("mutation.shard has to be like 1/2, the first of two parts.");
    }
    MutationOptions options =
        new MutationOptions(
            settings.path("benchmark.bundled", ""),
            settings.path("simulation.exports", ""),
            settings.path("mutation.out", "benchmarks/target/mutations"),
            List.of(
                settings
                    .text("mutation.networks", Networks.REFERENCE + "," + Networks.UNTRAINED)
                    .split(",", -1)),
            Optional.of(settings.text("mutation.kind", ""))
                .filter(label -> !label.isEmpty())
                .map(MutationKind::of),
            settings.number("mutation.count", "0"),
            settings.number("mutation.seed", "7"),
            Settings.part("mutation.shard", shard[0]),
            Settings.part("mutation.shard", shard[1]),
            settings.text("mutation.timesteps", "50,500"),
            settings.number("mutation.threads", "1"),
            settings.number("mutation.photographs", "0"));
    if (options.shard < 1 || options.shard > options.shards) {
      throw new UserError("mutation.shard has to be one of 1/n to n/n.");
    }
    return options;
  }

  /** Returns the mutants that are asked for, in an order in which any part is like the whole. */
  List<Mutation> choose(List<Mutation> all) {
    List<Mutation> chosen = new ArrayList<>(all);
    chosen.removeIf(mutation -> kind.isPresent() && mutation.kind() != kind.get());
    Collections.shuffle(chosen, new Random(seed));
    return count == 0 ? chosen : chosen.subList(0, Math.min(count, chosen.size()));
  }

  /** Returns those of them that this process runs. */
  List<Mutation> own(List<Mutation> chosen) {
    return IntStream.range(0, chosen.size())
        .filter(i -> i % shards == shard - 1)
        .mapToObj(chosen::get)
        .toList();
  }
}
