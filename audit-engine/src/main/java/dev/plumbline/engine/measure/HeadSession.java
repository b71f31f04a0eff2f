package dev.plumbline.engine.measure;

import ai.onnx.proto.OnnxMl.GraphProto;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.checkpoint.graph.DataFlow;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import dev.plumbline.engine.checkpoint.layers.LocatedLayer;
import dev.plumbline.engine.checkpoint.layers.OwnOutput;
import dev.plumbline.engine.checkpoint.layers.ResidualSum;
import dev.plumbline.engine.checkpoint.model.ModelAppender;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.measure.heads.Heads;
import dev.plumbline.engine.measure.heads.StatisticHeads;
import dev.plumbline.engine.measure.heads.TappedLayer;
import dev.plumbline.engine.measure.heads.TokenLayout;
import dev.plumbline.engine.measure.memory.BatchChooser;
import dev.plumbline.engine.measure.memory.EstimatedRun;
import dev.plumbline.engine.measure.memory.HeapLimit;
import dev.plumbline.engine.measure.memory.MemoryEstimate;
import dev.plumbline.engine.measure.network.CropFailedException;
import dev.plumbline.engine.measure.network.InferredShapes;
import dev.plumbline.engine.measure.network.NetworkRunner;
import dev.plumbline.engine.measure.network.NetworkSession;
import dev.plumbline.engine.measure.pass.StreamingPass;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A checkpoint's network with heads, opened for what a timestep needs and kept while other
 * timesteps need the same.
 */
final class HeadSession implements AutoCloseable {

  private final MeasuredCheckpoint checkpoint;
  private final MeasurementCatalog catalog;
  private final Sessions sessions;
  private final RunListener listener;
  private List<TappedLayer> taps = List.of();
  private NetworkRunner runner;
  private Optional<CropFailedException> cropFailed = Optional.empty();
  private int batch;

  HeadSession(
      MeasuredCheckpoint checkpoint,
      MeasurementCatalog catalog,
      Sessions sessions,
      RunListener listener) {
    this.checkpoint = checkpoint;
    this.catalog = catalog;
    this.sessions = sessions;
    this.listener = listener;
  }

  /**
   * Returns what runs the network with the heads that measurements need, opened now if it is not
   * open with the same.
   */
  NetworkRunner runner(Map<LayerName, Set<Class<? extends Measurement>>> needs)
      throws SessionException {
    List<TappedLayer> needed = taps(needs);
    if (runner != null && needed.equals(taps)) {
      return runner;
    }
    close();
    batch = chooseBatch(needed, catalog.sums(needs.values()));
    taps = needed;
    GraphIndex index = checkpoint.files().index();
    NetworkInterface unet = checkpoint.files().network();
    InputSet inputs = checkpoint.inputs();
    List<String> ownOutputs = index.outputs().stream().map(GraphValue::name).toList();
    GraphProto heads = StatisticHeads.of(taps, opset(index), ownOutputs);
    InferredShapes inferred =
        InferredShapes.begin(sessions, taps, inputs, checkpoint.files(), checkpoint.patience());
    try {
      NetworkSession session =
          NetworkSession.open(
              sessions,
              unet,
              inputs.conditioning(),
              ModelAppender.append(index, heads),
              checkpoint.patience());
      runner =
          NetworkRunner.prepare(
              session, sessions, taps, inputs, checkpoint.files(), inferred, cropFailed);
    } finally {
      inferred.leave();
    }
    runner.controlUnavailable().ifPresent(reason -> listener.warning(checkpoint.name(), reason));
    return runner;
  }

  /** Runs on no crop from now on, since the first run on one failed. */
  void leaveCropOut(CropFailedException failure) throws SessionException {
    cropFailed = Optional.of(failure);
    close();
  }

  /** Returns the opened runner. */
  NetworkRunner runner() {
    return runner;
  }

  /** Returns how many images the opened network is run on at once. */
  int batch() {
    return batch;
  }

  private List<TappedLayer> taps(Map<LayerName, Set<Class<? extends Measurement>>> needs) {
    List<TappedLayer> needed = new ArrayList<>();
    DataFlow flow = new DataFlow(checkpoint.files().index());
    String noise = checkpoint.files().network().noise().name();
    Set<LayerName> explored = checkpoint.kept().explorer().candidates();
    for (LocatedLayer located : checkpoint.location().layers()) {
      LayerName layer = located.layer();
      if (needs.containsKey(layer)) {
        Set<Figure> figures = catalog.figures(needs.get(layer));
        figures.addAll(checkpoint.kept().figures());
        OwnOutput own = OwnOutput.of(flow, noise, located.tensor());
        needed.add(
            new TappedLayer(
                layer,
                located.tensor(),
                TokenLayout.GRID,
                figures,
                explored.contains(layer),
                ResidualSum.of(flow, located.tensor()),
                Optional.of(noise).filter(name -> own.follows() && !own.isLayer())));
      }
    }
    return needed;
  }

  /** Chooses how many images are run at once, so that measuring the layers fits into memory. */
  private int chooseBatch(List<TappedLayer> needed, int sums) {
    Map<LayerName, Set<Figure>> figures = new LinkedHashMap<>();
    needed.forEach(tap -> figures.put(tap.layer(), tap.figures()));
    NetworkInterface unet = checkpoint.files().network();
    InputSet inputs = checkpoint.inputs();
    MemoryEstimate estimate =
        new MemoryEstimate(
            checkpoint.files(),
            checkpoint.location().names(),
            Heads.measured(figures, sums, catalog.keptBytes()),
            new EstimatedRun(
                inputs.height(),
                inputs.width(),
                sessions.onCpu(),
                inputs.folds(),
                inputs.images().size() > StreamingPass.CHUNK));
    // a graph of fixed batch size is filled up, but takes no more
    int largest = Math.min(sessions.batch(), unet.fixedBatch().orElse(Integer.MAX_VALUE));
    int chosen =
        new BatchChooser(
                sessions.memory(),
                sessions.sharing(),
                warning -> listener.warning(checkpoint.name(), warning))
            .choose(largest, unet.fixedBatch().orElse(1), estimate);
    HeapLimit.check(estimate, chosen, sessions.atOnce(), Runtime.getRuntime().maxMemory());
    return chosen;
  }

  /** Returns the version of ONNX's own operators, which the heads must be valid in. */
  private static int opset(GraphIndex index) {
    long opset = index.opsets().getOrDefault("", 0L);
    if (opset < StatisticHeads.OLDEST_OPSET) {
      throw new UserError(
          String.format(
              "%s has opset %d; measuring needs opset %d or later. Re-export the U-Net.",
              index.file(), opset, StatisticHeads.OLDEST_OPSET));
    }
    return (int) opset; // readers of graphs refuse versions that are none
  }

  @Override
  public void close() throws SessionException {
    if (runner != null) {
      runner.close();
      runner = null;
    }
  }
}
