package dev.plumbline.engine.measure.network;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.engine.checkpoint.backbone.ControlWindows;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.measure.heads.Asked;
import dev.plumbline.engine.measure.heads.Classifiers;
import dev.plumbline.engine.measure.heads.FedImages;
import dev.plumbline.engine.measure.heads.HeadInputs;
import dev.plumbline.engine.measure.heads.HeadRun;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import dev.plumbline.engine.measure.heads.ScatterSumming;
import dev.plumbline.engine.measure.heads.TappedLayer;
import dev.plumbline.engine.measure.session.OutputBuffers;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.RunningSums;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.session.Tensor;
import dev.plumbline.engine.measure.session.TensorScope;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import dev.plumbline.engine.measure.windows.StitchedTokens;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs a network with heads on full and on cropped latents, or in shifted windows. */
public final class NetworkRunner implements AutoCloseable {

  /** How many batches' results there are at once where one is added while the next is computed. */
  public static final int OVERLAPPING = 2;

  private final Opened opened;
  private final List<MeasuredLayer> layers;

  /**
   * What runners of one session share.
   *
   * @param session the network
   * @param inputs what it is run on
   * @param heads what its heads are given
   * @param windows which windows its control is made of
   * @param shiftedWindows its control, where it runs at one size only
   * @param full where runs on the whole latents write
   * @param cropped where runs on crops write
   * @param sums what runs on training images add to
   * @param controlUnavailable why no layer has a control
   * @param ranCropped whether a run on a crop came to its end
   */
  private record Opened(
      NetworkSession session,
      InputSet inputs,
      HeadInputs heads,
      ControlWindows windows,
      ShiftedWindows shiftedWindows,
      OutputBuffers full,
      OutputBuffers cropped,
      RunningSums sums,
      Optional<String> controlUnavailable,
      AtomicBoolean ranCropped) {}

  private NetworkRunner(Opened opened, List<MeasuredLayer> layers) {
    this.opened = opened;
    this.layers = layers;
  }

  /**
   * Finds the shapes of a network's layers, and makes ready what its runs need.
   *
   * @param session the network; closed with the runner, and if it cannot be made ready
   * @param sessions the device
   * @param taps its layers that have heads
   * @param inputs what it is run on
   * @param files what its files say
   * @param inferred the layers' shapes, as far as they follow from the graph
   * @param cropFailed what a run on a crop failed of; empty if none has
   * @throws SessionException if ONNX Runtime fails
   */
  public static NetworkRunner prepare(
      NetworkSession session,
      Sessions sessions,
      List<TappedLayer> taps,
      InputSet inputs,
      CheckpointOnDisk files,
      InferredShapes inferred,
      Optional<CropFailedException> cropFailed)
      throws SessionException {
    HeadInputs heads = null;
    try {
      heads = new HeadInputs(taps);
      ShapeFinder finder = new ShapeFinder(session, inputs, heads.switchedOff(), files, inferred);
      List<MeasuredLayer> layers = finder.find(taps, cropFailed);
      heads.prepare(layers);
      int lasting = sessions.overlap() ? OVERLAPPING : 1;
      OutputBuffers full = new OutputBuffers("full", sessions.results(), lasting);
      OutputBuffers cropped = new OutputBuffers("cropped", sessions.results(), lasting);
      RunningSums sums = sessions.sums();
      for (MeasuredLayer layer : layers) {
        layer.allocateWhole(full);
        layer.allocateCropped(cropped);
        layer.allocateSums(sums);
      }
      ControlWindows windows = files.backbone().controlWindows();
      Opened opened =
          new Opened(
              session,
              inputs,
              heads,
              windows,
              new ShiftedWindows(session, inputs, layers, heads, windows),
              full,
              cropped,
              sums,
              finder.controlUnavailable(),
              new AtomicBoolean());
      return new NetworkRunner(opened, layers);
    } catch (SessionException | RuntimeException e) {
      if (heads != null) {
        heads.close();
      }
      session.close();
      throw e;
    }
  }

  /**
   * Returns a runner of the same session that asks for less. It needs no closing, and must not be
   * used after this one was closed.
   *
   * @param figures what it asks of which layers; the others are left out
   */
  public NetworkRunner asking(Map<LayerName, Set<Figure>> figures) {
    return new NetworkRunner(
        opened,
        layers.stream()
            .filter(layer -> figures.containsKey(layer.tap().layer()))
            .map(layer -> layer.asking(figures.get(layer.tap().layer())))
            .toList());
  }

  /** Returns the layers that it asks something of. */
  public List<MeasuredLayer> layers() {
    return layers;
  }

  /** Returns why no layer has a control, and what to do about it; empty if some have. */
  public Optional<String> controlUnavailable() {
    return opened.controlUnavailable();
  }

  /** Tells whether the results of {@value #OVERLAPPING} runs of a size last, not of one. */
  public boolean overlaps() {
    return opened.full().copies() == OVERLAPPING;
  }

  /** Tells whether runs on crops return anything. */
  public boolean runsCropped() {
    return layers.stream().anyMatch(MeasuredLayer::isCropped);
  }

  /**
   * Makes what classifies the tokens of test images.
   *
   * @param classifiers the classifiers of the layers that have one
   * @param scope keeps the tensors
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  public Classifiers classifiers(Map<LayerName, LinearClassifier> classifiers, TensorScope scope)
      throws SessionException {
    return HeadInputs.classifiers(layers, classifiers, scope);
  }

  /**
   * Begins sums of second moments, to which the runs on training images add from now on.
   *
   * @param test what classifies tokens; empty on training images, the only ones that are summed
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  public ScatterSumming summing(Optional<Classifiers> test) throws SessionException {
    return new ScatterSumming(test.isPresent() ? List.of() : layers, opened.sums());
  }

  /**
   * Runs a batch at full size.
   *
   * @param images the images' numbers
   * @param samples their noisy latents
   * @param timestep the timestep
   * @param test what classifies tokens; empty on training images, of which second moments are
   *     computed instead
   * @param more what is returned besides what the figures need
   * @return what came out, until the next run at full size, or where that {@link #overlaps}, the
   *     next but one
   * @throws SessionException if ONNX Runtime fails
   */
  public RunOutputs runFull(
      List<Integer> images,
      List<float[]> samples,
      int timestep,
      Optional<Classifiers> test,
      Set<String> more)
      throws SessionException {
    InputSet inputs = opened.inputs();
    HeadRun run = test.map(given -> HeadRun.test(given.layers())).orElse(HeadRun.TRAINING);
    Asked asked = Asked.of(run, layers);
    Set<String> outputs = new LinkedHashSet<>(more);
    outputs.addAll(asked.outputs());
    try (TensorScope scope = new TensorScope()) {
      Map<String, Tensor> extra = opened.heads().of(run, asked, fed(images), scope);
      test.ifPresent(given -> extra.putAll(given.tensors()));
      extra.putAll(opened.sums().inputs(outputs));
      int batch = opened.session().batch(samples.size());
      Map<String, Tensor> pinned = opened.full().tensors(outputs, batch);
      pinned.putAll(opened.sums().outputs(outputs));
      return opened
          .session()
          .run(
              samples,
              new long[] {inputs.channels(), inputs.height(), inputs.width()},
              timestep,
              extra,
              outputs,
              pinned);
    }
  }

  /** Returns the images of a batch, which may be filled up with its last one. */
  private FedImages fed(List<Integer> images) {
    List<String> names = new ArrayList<>();
    for (int row = 0; row < opened.session().batch(images.size()); row++) {
      int image = images.get(Math.min(row, images.size() - 1));
      names.add(opened.inputs().images().get(image).name());
    }
    return new FedImages(opened.inputs().seed(), names, images.size());
  }

  /**
   * Runs a batch of which only the network's border has moved. What comes out lasts as long.
   *
   * @param samples noisy latents, not cropped yet
   * @param timestep the timestep
   * @throws CropFailedException if ONNX Runtime fails, and has not run on a crop before
   * @throws SessionException if ONNX Runtime fails
   */
  public RunOutputs runCropped(List<float[]> samples, int timestep) throws SessionException {
    InputSet inputs = opened.inputs();
    int crop = opened.windows().crop();
    Asked asked = Asked.of(HeadRun.CROPPED, layers);
    List<float[]> cropped = new ArrayList<>();
    for (float[] sample : samples) {
      cropped.add(InputSet.crop(sample, inputs.channels(), inputs.height(), inputs.width(), crop));
    }
    try (TensorScope scope = new TensorScope()) {
      RunOutputs outputs =
          opened
              .session()
              .run(
                  cropped,
                  new long[] {
                    inputs.channels(), inputs.height() - 2 * crop, inputs.width() - 2 * crop
                  },
                  timestep,
                  opened.heads().of(HeadRun.CROPPED, asked, scope),
                  asked.outputs(),
                  opened
                      .cropped()
                      .tensors(asked.outputs(), opened.session().batch(samples.size())));
      opened.ranCropped().set(true);
      return outputs;
    } catch (SessionException e) {
      throw opened.ranCropped().get() ? e : new CropFailedException(e);
    }
  }

  /**
   * Runs a batch in shifted windows.
   *
   * @param images the images' numbers
   * @param timestep the timestep
   * @return the control of each image; empty if no layer's control is of shifted windows
   * @throws SessionException if ONNX Runtime fails
   */
  public List<StitchedTokens> runShifted(List<Integer> images, int timestep)
      throws SessionException {
    return layers.stream().anyMatch(layer -> layer.shift().isPresent())
        ? opened.shiftedWindows().run(images, timestep)
        : List.of();
  }

  /**
   * Runs one image at full size with every statistic of training images switched on, and returns
   * one of the network's own outputs.
   *
   * @param image its number
   * @param timestep the timestep
   * @param output the output's name
   * @throws SessionException if ONNX Runtime fails
   */
  public float[] ownOutput(int image, int timestep, String output) throws SessionException {
    List<float[]> sample = List.of(opened.inputs().noisy(image, timestep));
    try (RunOutputs run =
        runFull(List.of(image), sample, timestep, Optional.empty(), Set.of(output))) {
      return run.floats(output, 0);
    }
  }

  @Override
  public void close() throws SessionException {
    opened.full().close();
    opened.cropped().close();
    opened.sums().close();
    opened.heads().close();
    opened.session().close();
  }
}
