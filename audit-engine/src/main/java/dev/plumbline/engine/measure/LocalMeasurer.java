package dev.plumbline.engine.measure;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.checkpoint.model.ModelAppender;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.measure.chunks.ChunkFolder;
import dev.plumbline.engine.measure.chunks.ChunkTask;
import dev.plumbline.engine.measure.chunks.Wanted;
import dev.plumbline.engine.measure.network.CropFailedException;
import dev.plumbline.engine.measure.network.NetworkRunner;
import dev.plumbline.engine.measure.network.NetworkSession;
import dev.plumbline.engine.measure.pass.ChunkLayout;
import dev.plumbline.engine.measure.pass.ChunkPlace;
import dev.plumbline.engine.measure.pass.ChunkedPass;
import dev.plumbline.engine.measure.pass.Fitted;
import dev.plumbline.engine.measure.pass.PassInputs;
import dev.plumbline.engine.measure.pass.PassSums;
import dev.plumbline.engine.measure.pass.Progress;
import dev.plumbline.engine.measure.pass.StreamingPass;
import dev.plumbline.engine.measure.results.EarlyStop;
import dev.plumbline.engine.measure.results.Told;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.source.CheckpointInputs;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import dev.plumbline.engine.measure.source.OpenedFacts;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Explorer;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Measures one checkpoint on one device: one streaming pass per timestep. */
final class LocalMeasurer implements CheckpointMeasurer {

  private final MeasuredCheckpoint checkpoint;
  private final MeasurementCatalog catalog;
  private final Optional<EarlyStop> early;
  private final Sessions sessions;
  private final Told told;
  private final HeadSession session;

  LocalMeasurer(
      MeasuredCheckpoint checkpoint,
      MeasurementCatalog catalog,
      Optional<EarlyStop> early,
      Sessions sessions,
      Told told) {
    this.checkpoint = checkpoint;
    this.catalog = catalog;
    this.early = early;
    this.sessions = sessions;
    this.told = told;
    this.session = new HeadSession(checkpoint, catalog, sessions, told);
  }

  @Override
  public LocalMeasurer on(MeasuringDevice device) {
    Sessions others = ((LocalExecutor.LocalDevice) device).sessions();
    return new LocalMeasurer(checkpoint, catalog, early, others, told);
  }

  /** Returns the same for a device beside others that measure chunks of the same timesteps. */
  LocalMeasurer apart(MeasuringDevice device, Explorer explorer) {
    Sessions others = ((LocalExecutor.LocalDevice) device).sessions();
    return new LocalMeasurer(checkpoint.apart(explorer), catalog, early, others, told);
  }

  @Override
  public OpenedFacts opened() {
    return new OpenedFacts(facts(), checkpoint.thumbnails());
  }

  @Override
  public MeasuredPart measure(int timestep) throws SessionException {
    return withCropIfItRuns(() -> measureOnce(timestep));
  }

  private interface Attempt {
    MeasuredPart measure() throws SessionException;
  }

  private MeasuredPart withCropIfItRuns(Attempt attempt) throws SessionException {
    refuseChange();
    try {
      return attempt.measure();
    } catch (CropFailedException e) {
      session.leaveCropOut(e);
      return attempt.measure();
    }
  }

  private MeasuredPart measureOnce(int timestep) throws SessionException {
    Map<LayerName, Set<Class<? extends Measurement>>> needs = needs(timestep);
    InputSet inputs = checkpoint.inputs();
    NetworkRunner runner = session.runner(needs);
    Progress progress = new Progress(checkpoint.name(), timestep, inputs.images().size(), told);
    StreamingPass pass =
        new StreamingPass(
            runner,
            new PassInputs(inputs, timestep, session.batch()),
            progress,
            checkpoint.kept(),
            early);
    try (PassMeasurements ofPass = catalog.forPass(checkpoint.name(), timestep)) {
      PassSums sums = pass.measure(checkpoint.name(), needs, ofPass.byType());
      return new MeasuredPart(timestep, sums, checkpoint.kept().explorer().part(timestep));
    }
  }

  @Override
  public MeasuredPart measure(ChunkTask task) throws SessionException {
    return withCropIfItRuns(() -> measureOnce(task));
  }

  private MeasuredPart measureOnce(ChunkTask task) throws SessionException {
    int timestep = task.timestep();
    Map<LayerName, Set<Class<? extends Measurement>>> needs = needs(timestep);
    try (PassMeasurements ofPass = catalog.forPass(checkpoint.name(), timestep)) {
      ChunkFolder folder = folder(task, needs, ofPass);
      return MeasuredPart.ofFailed(timestep, measure(timestep, folder, needs, ofPass.byType()));
    } catch (IOException e) {
      throw notKept(task, e);
    }
  }

  private ChunkFolder folder(
      ChunkTask task,
      Map<LayerName, Set<Class<? extends Measurement>>> needs,
      PassMeasurements ofPass) {
    return new ChunkFolder(
        task,
        new Wanted(checkpoint.source().inputs(), needs, ofPass.byType()),
        this::opened,
        this::refuseChange,
        told);
  }

  private static UserError notKept(ChunkTask task, IOException e) {
    return new UserError(
        String.format(
            "chunks of t=%d cannot be read, or kept in %s (%s). Name another folder, or give it"
                + " room: -D%s=….",
            task.timestep(), task.folder(), e.getMessage(), AuditParameters.WORK_DIR),
        e);
  }

  /**
   * Measures one chunk of a timestep, and keeps it in the task's folder.
   *
   * @param task the timestep, and the folder
   * @param place the chunk
   * @param layout all chunks of the timestep
   * @param fitted what was fitted for the chunk's section; empty in the first round
   * @throws SessionException if ONNX Runtime fails
   * @throws UserError if it cannot be measured, or the images are cut otherwise here
   */
  void measure(ChunkTask task, ChunkPlace place, ChunkLayout layout, Optional<Fitted> fitted)
      throws SessionException {
    int timestep = task.timestep();
    refuseChange();
    Map<LayerName, Set<Class<? extends Measurement>>> needs = needs(timestep);
    InputSet inputs = checkpoint.inputs();
    if (!ChunkLayout.of(inputs, layout.trains()).equals(layout)) {
      throw new UserError("its images are cut otherwise than where it was opened first");
    }
    try (PassMeasurements ofPass = catalog.forPass(checkpoint.name(), timestep)) {
      ChunkedPass pass = pass(timestep, layout, folder(task, needs, ofPass), List.of(place), needs);
      if (fitted.isPresent()) {
        pass.second(place, fitted.get(), needs, ofPass.byType());
      } else {
        pass.first(List.of(place), needs, ofPass.byType());
      }
    } catch (IOException e) {
      throw notKept(task, e);
    }
  }

  private ChunkedPass pass(
      int timestep,
      ChunkLayout layout,
      ChunkFolder folder,
      List<ChunkPlace> mine,
      Map<LayerName, Set<Class<? extends Measurement>>> needs)
      throws SessionException {
    InputSet inputs = checkpoint.inputs();
    int images = mine.stream().mapToInt(place -> place.images(inputs).size()).sum();
    NetworkRunner runner = session.runner(needs);
    return new ChunkedPass(
        runner,
        new PassInputs(inputs, timestep, session.batch()),
        layout,
        folder,
        checkpoint.kept(),
        new Progress(checkpoint.name(), timestep, images, told));
  }

  private PassSums measure(
      int timestep,
      ChunkFolder folder,
      Map<LayerName, Set<Class<? extends Measurement>>> needs,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers)
      throws SessionException, IOException {
    InputSet inputs = checkpoint.inputs();
    ChunkLayout layout = ChunkLayout.of(inputs, ChunkLayout.trains(needs, providers));
    List<ChunkPlace> mine = folder.missing(layout);
    if (mine.isEmpty()) {
      told.line(
          String.format(
              "%s at t=%d: no chunk of round %d is left for this part",
              checkpoint.name(), timestep, folder.round()));
      return PassSums.NONE;
    }
    ChunkedPass pass = pass(timestep, layout, folder, mine, needs);
    return folder.round() == 1
        ? pass.first(mine, needs, providers)
        : pass.second(mine, needs, providers);
  }

  private Map<LayerName, Set<Class<? extends Measurement>>> needs(int timestep) {
    return checkpoint.plan().passes().get(timestep);
  }

  @Override
  public void refuseChange() {
    checkpoint.refuseChange();
  }

  /** Opens the session for what a timestep needs, if it is not open. */
  void prepare(int timestep) throws SessionException {
    session.runner(needs(timestep));
  }

  /** Says where to ask what the measurements rest on, which reads the whole checkpoint. */
  private Supplier<SortedMap<String, String>> facts() {
    CheckpointInputs asked = checkpoint.source(); // not all that measuring needed is held
    CheckpointSpec spec = checkpoint.plan().checkpoint();
    CheckpointOnDisk onDisk = checkpoint.files();
    InputSet set = checkpoint.inputs();
    return () -> asked.facts(spec, onDisk, set);
  }

  /** Returns what the network is run on. */
  InputSet inputs() {
    return checkpoint.inputs();
  }

  /** Returns the network's own output for an image, from the session with heads. */
  float[] predictedNoise(int image, int timestep) throws SessionException {
    String output = checkpoint.files().network().noise().name();
    return session.runner().ownOutput(image, timestep, output);
  }

  /** Opens the network without heads. */
  NetworkSession withoutHeads(Set<String> extraOutputs) throws SessionException {
    GraphProto.Builder outputs = GraphProto.newBuilder();
    extraOutputs.forEach(
        name -> outputs.addOutput(ValueInfoProto.newBuilder().setName(name).build()));
    return NetworkSession.open(
        sessions,
        checkpoint.files().network(),
        checkpoint.inputs().conditioning(),
        ModelAppender.append(checkpoint.files().index(), outputs.build()),
        checkpoint.patience());
  }

  @Override
  public void close() throws SessionException {
    session.close();
  }
}
