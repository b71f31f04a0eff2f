package dev.plumbline.engine.checkpoint;

import dev.plumbline.api.spi.CheckpointFetcher;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.Initializer.ExternalLocation;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.CheckpointSpec.Remote;
import dev.plumbline.engine.plan.SafeNames;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has checkpoints that were named by a location brought to this machine, by whoever knows how: the
 * engine itself opens no connection.
 */
public final class CheckpointFetching {

  private static final String REMEDY =
      "hf://, https:// and s3:// are fetched by dev.plumbline:plumbline-fetch: add it to the class"
          + " path, or download the checkpoint and give its folder.";

  private final CheckpointFetcher.Settings settings;
  private final Consumer<String> lines;
  private final BiConsumer<String, Double> progress;

  /**
   * Makes it; nothing is fetched yet.
   *
   * @param settings what the user said about fetching
   * @param lines takes lines for people who wait
   * @param progress takes what is being fetched, and how much of it is there
   */
  public CheckpointFetching(
      CheckpointFetcher.Settings settings,
      Consumer<String> lines,
      BiConsumer<String, Double> progress) {
    this.settings = settings;
    this.lines = lines;
    this.progress = progress;
  }

  /**
   * Fetches what has to be fetched. What cannot be had costs its own checkpoint and no other: it
   * says so when it is opened.
   *
   * @param checkpoints the checkpoints of a run
   * @return the same, where they lie on this machine
   */
  public List<CheckpointSpec> local(List<CheckpointSpec> checkpoints) {
    List<CheckpointSpec> local = new ArrayList<>();
    for (CheckpointSpec checkpoint : checkpoints) {
      local.add(local(checkpoint));
    }
    return local.stream().map(checkpoint -> withLender(checkpoint, local)).toList();
  }

  private static CheckpointSpec withLender(CheckpointSpec checkpoint, List<CheckpointSpec> local) {
    return checkpoint
        .inputsFrom()
        .flatMap(
            lender -> local.stream().filter(one -> one.name().equals(lender.name())).findFirst())
        .map(checkpoint::withInputsFrom)
        .orElse(checkpoint);
  }

  /**
   * Fetches a checkpoint if it has to be fetched.
   *
   * @param checkpoint the checkpoint
   * @return the same, where it lies on this machine, or with the reason why it cannot be had
   */
  public CheckpointSpec local(CheckpointSpec checkpoint) {
    if (checkpoint.remote().isEmpty()) {
      return checkpoint;
    }
    Remote remote = checkpoint.remote().get();
    try {
      CheckpointFetcher.Fetched fetched = fetched(checkpoint.name(), remote.location());
      return checkpoint.fetched(fetched.path(), fetched.stoodFor());
    } catch (IOException | UserError e) {
      return checkpoint.unfetched(String.valueOf(e.getMessage()));
    }
  }

  private CheckpointFetcher.Fetched fetched(String name, String location) throws IOException {
    Optional<CheckpointFetcher> fetcher =
        ServiceLoader.load(CheckpointFetcher.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(one -> one.fetches(location))
            .findFirst();
    if (fetcher.isEmpty()) {
      String scheme = location.substring(0, location.indexOf("://") + 3);
      throw new UserError("nothing here fetches " + scheme + " locations. " + REMEDY);
    }
    return fetcher.get().fetch(location, settings, new Waiting(name));
  }

  /** A checkpoint that people wait for. */
  private final class Waiting implements CheckpointFetcher.Host {

    private final String name;

    Waiting(String name) {
      this.name = name;
    }

    @Override
    public void line(String text) {
      lines.accept(SafeNames.message(name + ": " + text));
    }

    @Override
    public void progress(String text, double share) {
      progress.accept(SafeNames.message(name + ": " + text), share);
    }

    @Override
    public Set<String> dataOf(Path model) throws IOException {
      try {
        GraphIndex index = GraphIndex.read(model);
        return Stream.concat(
                index.initializers().stream().flatMap(tensor -> tensor.external().stream()),
                index.nestedExternals().stream())
            .map(ExternalLocation::location)
            .collect(Collectors.toSet());
      } catch (UserError e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }
}
