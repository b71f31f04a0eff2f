package dev.plumbline.engine.measure.pass;

import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.measure.heads.Classifiers;
import dev.plumbline.engine.measure.heads.HeadAnswers;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import dev.plumbline.engine.measure.heads.ScatterSumming;
import dev.plumbline.engine.measure.kept.KeptPass;
import dev.plumbline.engine.measure.network.NetworkRunner;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.windows.StitchedTokens;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * Has images pass the U-Net batch by batch, and adds what comes out to the sums and to what is
 * kept.
 *
 * <p>A batch is added before the next one runs, or, with overlap, while it runs, its layers beside
 * one another. That is for a GPU, which the processors would leave idle otherwise; the CPU needs
 * them itself. Either way the images come to a sum in the same order.
 */
final class ImageStream {

  /**
   * How images pass.
   *
   * @param runner runs the U-Net
   * @param classifiers what classifies the tokens of test images; empty on training images
   * @param sums what the images are added to
   * @param first whether the images have not passed before
   */
  record Stage(
      NetworkRunner runner,
      Optional<Classifiers> classifiers,
      List<LayerSums> sums,
      boolean first) {}

  private final InputSet inputs;
  private final int batch;
  private final int timestep;
  private final Progress progress;
  private final KeptPass kept;

  /**
   * Makes a stream.
   *
   * @param pass the images
   * @param progress hears how many have passed
   * @param kept takes representations that are kept
   */
  ImageStream(PassInputs pass, Progress progress, KeptPass kept) {
    this.inputs = pass.inputs();
    this.batch = pass.batch();
    this.timestep = pass.timestep();
    this.progress = progress;
    this.kept = kept;
  }

  /**
   * Has images pass.
   *
   * @param images their numbers
   * @param stage how
   * @throws SessionException if the U-Net fails; what came out before is added
   */
  void pass(List<Integer> images, Stage stage) throws SessionException {
    List<SummedLayer> layers = byLayer(stage);
    ScatterSumming summing = stage.runner().summing(stage.classifiers());
    if (stage.runner().overlaps()) {
      overlap(images, stage, summing, layers);
    } else {
      for (int first = 0; first < images.size(); first += batch) {
        add(run(members(images, first), stage), stage, summing, layers.stream());
      }
    }
    layers.parallelStream() // no run needs processors now
        .forEach(
            layer ->
                summing
                    .of(layer.measured())
                    .ifPresent(summed -> layer.sums().forEach(sums -> sums.addSums(summed))));
  }

  /** A layer, and what its images are added to. */
  private record SummedLayer(MeasuredLayer measured, List<LayerSums> sums) {}

  private static List<SummedLayer> byLayer(Stage stage) {
    Map<LayerName, MeasuredLayer> measured =
        stage.runner().layers().stream().collect(toMap(layer -> layer.tap().layer(), identity()));
    return stage.sums().stream().collect(groupingBy(LayerSums::layer)).entrySet().stream()
        .map(sums -> new SummedLayer(requireNonNull(measured.get(sums.getKey())), sums.getValue()))
        .toList();
  }

  private List<Integer> members(List<Integer> images, int first) {
    return images.subList(first, Math.min(first + batch, images.size()));
  }

  private void overlap(
      List<Integer> images, Stage stage, ScatterSumming summing, List<SummedLayer> layers)
      throws SessionException {
    ExecutorService adding = Executors.newSingleThreadExecutor(ImageStream::thread);
    Deque<CompletableFuture<Void>> added = new ArrayDeque<>();
    try {
      for (int first = 0; first < images.size(); first += batch) {
        if (added.size()
            == NetworkRunner.OVERLAPPING) { // the next run overwrites what this one reads
          join(added.remove());
        }
        RanBatch ran = run(members(images, first), stage);
        added.add(
            CompletableFuture.runAsync(
                () -> add(ran, stage, summing, layers.parallelStream()), adding));
      }
      added.forEach(ImageStream::join);
    } finally { // what is being added reads what belongs to the session
      added.forEach(future -> future.exceptionally(failure -> null).join());
      adding.shutdown();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, Thread.currentThread().getName() + ", adding");
    thread.setDaemon(true);
    return thread;
  }

  private static void join(CompletableFuture<Void> added) {
    try {
      added.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException exception ? exception : e;
    }
  }

  /**
   * What came out of a batch.
   *
   * @param members the images' numbers
   * @param full the run at full size
   * @param cropped the run on crops, if there was one
   * @param stitched the control from shifted windows of each image; empty if there is none
   */
  private record RanBatch(
      List<Integer> members,
      RunOutputs full,
      Optional<RunOutputs> cropped,
      List<StitchedTokens> stitched)
      implements AutoCloseable {

    Optional<StitchedTokens> control(int index) {
      return stitched.isEmpty() ? Optional.empty() : Optional.of(stitched.get(index));
    }

    @Override
    public void close() {
      full.close();
      cropped.ifPresent(RunOutputs::close);
    }
  }

  private RanBatch run(List<Integer> members, Stage stage) throws SessionException {
    List<float[]> samples = new ArrayList<>();
    for (int image : members) {
      samples.add(inputs.noisy(image, timestep));
    }
    NetworkRunner runner = stage.runner();
    List<StitchedTokens> stitched = runner.runShifted(members, timestep);
    Set<String> whole = stage.first() ? kept.outputs(members) : Set.of();
    RunOutputs full = runner.runFull(members, samples, timestep, stage.classifiers(), whole);
    try {
      Optional<RunOutputs> cropped =
          runner.runsCropped()
              ? Optional.of(runner.runCropped(samples, timestep))
              : Optional.empty();
      return new RanBatch(members, full, cropped, stitched);
    } catch (SessionException | RuntimeException | Error e) {
      full.close();
      throw e;
    }
  }

  private void add(RanBatch ran, Stage stage, ScatterSumming summing, Stream<SummedLayer> layers) {
    try (ran) {
      List<SourceImage> images = new ArrayList<>();
      for (int member : ran.members()) {
        SourceImage image = inputs.images().get(member);
        images.add(stage.classifiers().isPresent() ? image.asTest() : image);
      }
      Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
      layers.forEach(
          layer -> {
            try {
              add(images, ran, layer, summing);
            } catch (RuntimeException | Error e) { // other layers still read what would be closed
              failures.add(e);
            }
          });
      if (failures.peek() instanceof Error error) {
        throw error;
      } else if (failures.peek() instanceof RuntimeException exception) {
        throw exception;
      }
      for (int i = 0; stage.first() && i < images.size(); i++) {
        kept.add(ran.members().get(i), ran.full(), i);
      }
      progress.add(images.size());
    }
  }

  /** Adds images to the sums of one layer. */
  private static void add(
      List<SourceImage> images, RanBatch ran, SummedLayer layer, ScatterSumming summing) {
    for (int i = 0; i < images.size(); i++) {
      HeadAnswers figures =
          new HeadAnswers(
              images.get(i), layer.measured(), ran.full(), ran.cropped(), ran.control(i), i);
      layer.sums().forEach(sum -> sum.add(figures));
      summing.add(figures);
    }
  }
}
