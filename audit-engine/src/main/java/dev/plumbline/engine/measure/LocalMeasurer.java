package dev.plumbline.engine.measure;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.engine.checkpoint.model.ModelAppender;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.measure.network.NetworkRunner;
import dev.plumbline.engine.measure.network.NetworkSession;
import dev.plumbline.engine.measure.pass.PassInputs;
import dev.plumbline.engine.measure.pass.PassSums;
import dev.plumbline.engine.measure.pass.Progress;
import dev.plumbline.engine.measure.pass.StreamingPass;
import dev.plumbline.engine.measure.results.EarlyStop;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.source.CheckpointInputs;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import dev.plumbline.engine.measure.source.OpenedFacts;
import dev.plumbline.engine.plan.CheckpointSpec;
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
  private final RunListener listener;
  private final HeadSession session;

  LocalMeasurer(
      MeasuredCheckpoint checkpoint,
      MeasurementCatalog catalog,
      Optional<EarlyStop> early,
      Sessions sessions,
      RunListener listener) {
    this.checkpoint = checkpoint;
    this.catalog = catalog;
    this.early = early;
    this.sessions = sessions;
    this.listener = listener;
    this.session = new HeadSession(checkpoint, catalog, sessions, listener);
  }

  @Override
  public LocalMeasurer on(MeasuringDevice device) {
    Sessions others = ((LocalExecutor.LocalDevice) device).sessions();
    return new LocalMeasurer(checkpoint, catalog, early, others, listener);
  }

  @Override
  public OpenedFacts opened() {
    return new OpenedFacts(facts(), checkpoint.thumbnails());
  }

  @Override
  public MeasuredPart measure(int timestep) throws SessionException {
    refuseChange();
    Map<LayerName, Set<Class<? extends Measurement>>> needs = needs(timestep);
    InputSet inputs = checkpoint.inputs();
    NetworkRunner runner = session.runner(needs);
    Progress progress = new Progress(checkpoint.name(), timestep, inputs.images().size(), listener);
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
