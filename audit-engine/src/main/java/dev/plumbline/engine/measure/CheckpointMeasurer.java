package dev.plumbline.engine.measure;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.report.LeafGrids.Photographs;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.checkpoint.backbone.UnetInterface;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import dev.plumbline.engine.checkpoint.layers.LayerLocation;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.model.ModelAppender;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.Thumbnails;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.measure.heads.Heads;
import dev.plumbline.engine.measure.heads.StatisticHeads;
import dev.plumbline.engine.measure.heads.TappedLayer;
import dev.plumbline.engine.measure.heads.TokenLayout;
import dev.plumbline.engine.measure.kept.ExplorerCollector;
import dev.plumbline.engine.measure.kept.RepresentationDump;
import dev.plumbline.engine.measure.memory.BatchChooser;
import dev.plumbline.engine.measure.memory.HeapLimit;
import dev.plumbline.engine.measure.memory.MemoryEstimate;
import dev.plumbline.engine.measure.network.NetworkRunner;
import dev.plumbline.engine.measure.network.NetworkSession;
import dev.plumbline.engine.measure.pass.Progress;
import dev.plumbline.engine.measure.pass.StreamingPass;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.results.EarlyStop;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.source.CheckpointInputs;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Dump;
import dev.plumbline.engine.plan.Explorer;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Measures one checkpoint: opens it, and makes one streaming pass per timestep. */
final class CheckpointMeasurer implements AutoCloseable {

  private final CheckpointPlan plan;
  private final Providers providers;
  private final Sessions sessions;
  private final RunListener listener;
  private final CheckpointOnDisk files;
  private final GraphIndex index;
  private final LayerLocation location;
  private final UnetInterface unet;
  private final CheckpointInputs source;
  private final InputSet inputs;
  private final Thumbnails thumbnails;
  private final Optional<RepresentationDump> dump;
  private final ExplorerCollector explorer;
  private final Optional<EarlyStop> early;
  private List<TappedLayer> taps = List.of();
  private NetworkRunner runner;
  private int batch;

  private CheckpointMeasurer(
      CheckpointPlan plan,
      Providers providers,
      Sessions sessions,
      RunListener listener,
      CheckpointOnDisk files,
      CheckpointInputs source,
      InputSet inputs,
      Thumbnails thumbnails,
      Optional<RepresentationDump> dump,
      ExplorerCollector explorer,
      Optional<EarlyStop> early) {
    this.plan = plan;
    this.providers = providers;
    this.sessions = sessions;
    this.listener = listener;
    this.files = files;
    this.index = files.index();
    this.location = LayerLocator.locate(index);
    this.unet = files.unet();
    this.source = source;
    this.inputs = inputs;
    this.thumbnails = thumbnails;
    this.dump = dump;
    this.explorer = explorer;
    this.early = early;
  }

  /** Reads a checkpoint's graph and makes its inputs ready. */
  static CheckpointMeasurer open(
      CheckpointPlan plan,
      CheckpointInputs inputs,
      Optional<Dump> dump,
      Explorer explorer,
      Optional<EarlyStop> early,
      Providers providers,
      Sessions sessions,
      RunListener listener) {
    String name = plan.checkpoint().name();
    CheckpointOnDisk files = CheckpointOnDisk.read(plan.checkpoint());
    Optional<RepresentationDump> dumped =
        dump.map(wanted -> RepresentationDump.open(wanted, plan, listener));
    InputSet inputSet = inputs.load(plan.checkpoint(), files, sessions::open);
    CheckpointMeasurer measurer =
        new CheckpointMeasurer(
            plan,
            providers,
            sessions,
            listener,
            files,
            inputs,
            inputSet,
            inputs.thumbnails(inputSet),
            dumped,
            new ExplorerCollector(
                explorer, plan, LayerLocator.locate(files.index()).names(), inputSet),
            early);
    listener.environment("checkpoint " + name, plan.checkpoint().description());
    listener.environment(
        "layers of " + name,
        measurer.location.layers().size() + ", located by " + measurer.location.rule());
    listener.environment("images for " + name, measurer.describeImages());
    return measurer;
  }

  /** Returns the same checkpoint, on the same inputs, for another device or another thread. */
  CheckpointMeasurer on(Sessions device) {
    return new CheckpointMeasurer(
        plan,
        providers,
        device,
        listener,
        files,
        source,
        inputs,
        thumbnails,
        dump,
        explorer,
        early);
  }

  private String describeImages() {
    long test = inputs.images().stream().filter(image -> image.test()).count();
    long scenes = inputs.images().stream().map(SourceImage::scene).distinct().count();
    return inputs.images().size()
        + (inputs.folds() > 1
            ? " (each of them to test the probe, "
                + scenes
                + " scenes in "
                + inputs.folds()
                + " folds"
            : " (" + test + " of them to test the probe")
        + "), U-Net inputs "
        + inputs.channels()
        + "×"
        + inputs.height()
        + "×"
        + inputs.width()
        + (inputs.margin() == 0
            ? ""
            : ", in the middle of "
                + (inputs.height() + 2 * inputs.margin())
                + "×"
                + (inputs.width() + 2 * inputs.margin())
                + " for shifted windows");
  }

  /** Measures the planned layers at one timestep. */
  void measure(
      int timestep,
      Map<LayerName, Set<Class<? extends Measurement>>> needs,
      CheckpointResults results)
      throws SessionException {
    useSessionFor(needs);
    Progress progress =
        new Progress(plan.checkpoint().name(), timestep, inputs.images().size(), listener);
    StreamingPass pass =
        new StreamingPass(runner, inputs, batch, timestep, progress, dump, explorer, early);
    try (PassProviders ofPass = providers.forPass(plan.checkpoint().name(), timestep)) {
      pass.measure(needs, ofPass.byType(), results);
    }
  }

  /** Keeps the session while timesteps need the same of the same layers. */
  void useSessionFor(Map<LayerName, Set<Class<? extends Measurement>>> needs)
      throws SessionException {
    List<TappedLayer> needed = new ArrayList<>();
    location.layers().stream()
        .filter(located -> needs.containsKey(located.layer()))
        .forEach(
            located ->
                needed.add(
                    new TappedLayer(
                        located.layer(),
                        located.tensor(),
                        TokenLayout.GRID,
                        figures(needs.get(located.layer())),
                        explorer.candidates().contains(located.layer()))));
    if (runner != null && needed.equals(taps)) {
      return;
    }
    close();
    batch = batch(needed);
    taps = needed;
    List<String> ownOutputs = index.outputs().stream().map(GraphValue::name).toList();
    GraphProto heads = StatisticHeads.of(taps, opset(index), ownOutputs);
    NetworkSession session =
        NetworkSession.open(
            sessions, unet, inputs.conditioning(), ModelAppender.append(index, heads));
    runner = NetworkRunner.prepare(session, sessions, taps, inputs, unet);
    runner
        .controlUnavailable()
        .ifPresent(reason -> listener.warning(plan.checkpoint().name(), reason));
  }

  /** Returns how many images are run at once, so that measuring the layers fits into memory. */
  private int batch(List<TappedLayer> needed) {
    Map<LayerName, Set<Figure>> figures = new LinkedHashMap<>();
    needed.forEach(tap -> figures.put(tap.layer(), tap.figures()));
    MemoryEstimate estimate =
        new MemoryEstimate(
            files,
            location.names(),
            Heads.measured(figures, providers.keptBytes()),
            inputs.height(),
            inputs.width(),
            sessions.onCpu(),
            inputs.folds());
    // a graph of fixed batch size is filled up, but takes no more
    int largest = Math.min(sessions.batch(), unet.fixedBatch().orElse(Integer.MAX_VALUE));
    int chosen =
        new BatchChooser(
                sessions.memory(),
                sessions.sharing(),
                warning -> listener.warning(plan.checkpoint().name(), warning))
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
    return Math.toIntExact(opset);
  }

  private Set<Figure> figures(Set<Class<? extends Measurement>> measurements) {
    Set<Figure> figures = providers.figures(measurements);
    if (dump.isPresent()) {
      figures.add(Figure.REPRESENTATION);
    }
    return figures;
  }

  /** Hands on what can be explored, or tells why there is nothing. */
  void tellExplored() {
    explorer.result(thumbnails).ifPresent(listener::explored);
    explorer
        .obstacle()
        .ifPresent(
            reason ->
                listener.warning(
                    plan.checkpoint().name(), "It is not in the explorer: " + reason + "."));
  }

  /** Says where to ask what the measurements rest on, which reads the whole checkpoint. */
  Supplier<SortedMap<String, String>> facts() {
    CheckpointInputs asked = source; // and not this, which holds all that measuring needed
    CheckpointSpec checkpoint = plan.checkpoint();
    CheckpointOnDisk onDisk = files;
    InputSet set = inputs;
    return () -> asked.facts(checkpoint, onDisk, set);
  }

  /** Returns what the U-Net is run on. */
  InputSet inputs() {
    return inputs;
  }

  /** Returns small pictures of what the U-Net is run on. */
  Photographs photographs() {
    return thumbnails::find;
  }

  /** Returns the U-Net's own output for an image, from the session with heads. */
  float[] predictedNoise(int image, int timestep) throws SessionException {
    return runner.ownOutput(inputs.noisy(image, timestep), timestep, unet.noise().name());
  }

  /** Opens the U-Net without heads. */
  NetworkSession withoutHeads(Set<String> extraOutputs) throws SessionException {
    GraphProto.Builder outputs = GraphProto.newBuilder();
    extraOutputs.forEach(
        name -> outputs.addOutput(ValueInfoProto.newBuilder().setName(name).build()));
    return NetworkSession.open(
        sessions, unet, inputs.conditioning(), ModelAppender.append(index, outputs.build()));
  }

  @Override
  public void close() throws SessionException {
    if (runner != null) {
      runner.close();
      runner = null;
    }
  }
}
