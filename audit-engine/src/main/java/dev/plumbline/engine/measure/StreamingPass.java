package dev.plumbline.engine.measure;

import static java.util.stream.Collectors.toConcurrentMap;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.SourceImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One pass over the images at one timestep: the training images, then the classifiers are fitted,
 * then the test images. Every image passes the U-Net once, and if a measurement needs that once
 * more cropped, or four times more in shifted windows.
 */
final class StreamingPass {

  private final UnetRunner runner;
  private final InputSet inputs;
  private final int batch;
  private final int timestep;
  private final Progress progress;
  private final Optional<RepresentationDump> dump;
  private final ExplorerCollector explorer;
  private DumpedPass dumped;
  private ExplorerCollector.Pass explored;

  StreamingPass(
      UnetRunner runner,
      InputSet inputs,
      int batch,
      int timestep,
      Progress progress,
      Optional<RepresentationDump> dump,
      ExplorerCollector explorer) {
    this.runner = runner;
    this.inputs = inputs;
    this.batch = batch;
    this.timestep = timestep;
    this.progress = progress;
    this.dump = dump;
    this.explorer = explorer;
  }

  void measure(
      Map<LayerName, Set<Class<? extends Measurement>>> needs,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      CheckpointResults results)
      throws OrtException {
    List<LayerSums> sums = new ArrayList<>();
    for (MeasuredLayer layer : runner.layers()) {
      for (Class<? extends Measurement> type : needs.get(layer.tap().layer())) {
        sums.add(LayerSums.of(layer, providers.get(type)));
      }
    }
    List<Integer> training = new ArrayList<>();
    List<Integer> test = new ArrayList<>();
    for (int i = 0; i < inputs.images().size(); i++) {
      (inputs.images().get(i).test() ? test : training).add(i);
    }
    dumped = dump.map(d -> d.begin(timestep, runner.layers(), inputs.images())).orElse(null);
    explored = explorer.begin(timestep, runner.layers());
    try {
      stream(training, null, sums);
      Map<LayerName, LinearClassifier> classifiers = fit(sums);
      try (TensorScope scope = runner.newScope()) {
        stream(test, runner.classifierInputs(classifiers, scope), sums);
      }
      writeDump(DumpedPass::finish);
    } finally {
      writeDump(DumpedPass::close);
    }
    explored.finish();
    sums.parallelStream().forEach(LayerSums::finish);
    sums.forEach(layer -> layer.put(timestep, results));
    progress.done();
  }

  private static Map<LayerName, LinearClassifier> fit(List<LayerSums> sums) {
    Map<LayerSums, LinearClassifier> fitted =
        sums.parallelStream()
            .map(layer -> Map.entry(layer, layer.fit()))
            .filter(entry -> entry.getValue().isPresent())
            .collect(toConcurrentMap(Map.Entry::getKey, entry -> entry.getValue().orElseThrow()));
    Map<LayerName, LinearClassifier> byLayer = new HashMap<>();
    for (LayerSums layer : sums) {
      if (fitted.containsKey(layer)
          && byLayer.putIfAbsent(layer.layer(), fitted.get(layer)) != null) {
        layer.fail(
            new IllegalStateException(
                "Two measurements of one audit run fit a classifier at "
                    + layer.layer()
                    + "; only one can be applied per run"));
      }
    }
    return byLayer;
  }

  private void stream(
      List<Integer> images, Map<String, OnnxTensor> classifiers, List<LayerSums> sums)
      throws OrtException {
    for (int first = 0; first < images.size(); first += batch) {
      List<Integer> members = images.subList(first, Math.min(first + batch, images.size()));
      List<float[]> samples = new ArrayList<>();
      for (int image : members) {
        samples.add(inputs.noisy(image, timestep));
      }
      List<StitchedTokens> stitched = runner.runShifted(members, timestep);
      try (RunOutputs full =
              runner.runFull(samples, timestep, classifiers, explored.layers(members));
          RunOutputs cropped = runner.runsCropped() ? runner.runCropped(samples, timestep) : null) {
        for (int i = 0; i < members.size(); i++) {
          Optional<StitchedTokens> control =
              stitched.isEmpty() ? Optional.empty() : Optional.of(stitched.get(i));
          SourceImage image = inputs.images().get(members.get(i));
          add(image, full, Optional.ofNullable(cropped), control, i, sums);
          int index = i;
          writeDump(files -> files.add(full, index));
          explored.add(members.get(i), full, i);
        }
      }
      progress.add(members.size());
    }
  }

  /** A step of writing a dump. */
  private interface DumpStep {
    void on(DumpedPass files) throws IOException;
  }

  /** Writes to the dump, if there is one. If that fails the dump ends, and nothing else does. */
  private void writeDump(DumpStep step) {
    if (dumped == null) {
      return;
    }
    try {
      step.on(dumped);
    } catch (IOException e) {
      dump.orElseThrow().gaveUp(timestep, e);
      DumpedPass failed = dumped;
      dumped = null;
      try {
        failed.close();
      } catch (IOException again) {
        // what writing failed of is told already
      }
    }
  }

  private static void add(
      SourceImage image,
      RunOutputs full,
      Optional<RunOutputs> cropped,
      Optional<StitchedTokens> stitched,
      int index,
      List<LayerSums> sums) {
    Map<LayerName, ImageFigures> figures = new HashMap<>();
    for (LayerSums layer : sums) {
      layer.add(
          figures.computeIfAbsent(
              layer.layer(),
              name ->
                  new ImageStatistics(image, layer.measured(), full, cropped, stitched, index)));
    }
  }
}
