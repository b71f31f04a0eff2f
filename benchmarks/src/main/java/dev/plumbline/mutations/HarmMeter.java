package dev.plumbline.mutations;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.layers.LocatedLayer;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.measure.MeasuringSettings;
import dev.plumbline.engine.measure.OpenedCheckpoint;
import dev.plumbline.engine.measure.network.PlainNetwork;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Measures exactly how far a mutant is from its parent: from what sessions without heads put out,
 * all values of all images. The parent's are kept in memory.
 */
final class HarmMeter {

  private final Inputs inputs;
  private final List<Integer> timesteps;
  private final int threads;
  private final List<LayerName> order;

  /** The parent's outputs: timestep, image, then layers in order and the noise last. */
  private final Map<Integer, List<float[][]>> reference = new LinkedHashMap<>();

  private HarmMeter(Inputs inputs, List<Integer> timesteps, int threads, List<LayerName> order) {
    this.inputs = inputs;
    this.timesteps = timesteps;
    this.threads = threads;
    this.order = order;
  }

  /**
   * Runs the parent.
   *
   * @param parent its pipeline folder
   * @param inputs what parent and mutants are run on
   * @param timesteps the timesteps
   * @param threads threads of a session
   */
  static HarmMeter of(Path parent, Inputs inputs, List<Integer> timesteps, int threads)
      throws SessionException {
    CheckpointSpec spec = CheckpointSpec.of("parent", parent);
    List<LayerName> order =
        LayerLocator.locate(GraphIndex.read(CheckpointFiles.resolve(spec).unet())).layers().stream()
            .map(LocatedLayer::layer)
            .toList();
    HarmMeter meter = new HarmMeter(inputs, timesteps, threads, order);
    meter.run(spec, (timestep, image, values) -> meter.keep(timestep, values));
    return meter;
  }

  private void keep(int timestep, float[][] values) {
    reference.computeIfAbsent(timestep, t -> new ArrayList<>()).add(values);
  }

  /** Returns the layers in the order of the data flow. */
  List<LayerName> order() {
    return order;
  }

  /**
   * Measures a mutant.
   *
   * @param mutant its pipeline folder
   * @throws UserError if it cannot be read, or has not the parent's layers
   */
  Harm measure(Path mutant) throws SessionException {
    double[][] squares = new double[order.size() + 1][2];
    SortedMap<Integer, Double> noise = new TreeMap<>();
    SortedMap<Integer, Map<LayerName, Double>> layers = new TreeMap<>();
    run(
        CheckpointSpec.of("mutant", mutant),
        (timestep, image, values) -> {
          List<float[][]> parent = reference.get(timestep);
          for (int i = 0; i < values.length; i++) {
            add(squares[i], parent.get(image)[i], values[i]);
          }
          if (image == parent.size() - 1) {
            Map<LayerName, Double> changes = new LinkedHashMap<>();
            for (int i = 0; i < order.size(); i++) {
              changes.put(order.get(i), change(squares[i]));
            }
            layers.put(timestep, changes);
            noise.put(timestep, change(squares[order.size()]));
          }
        });
    return new Harm(noise, layers);
  }

  private static void add(double[] squares, float[] parent, float[] mutant) {
    if (parent.length != mutant.length) {
      throw new UserError(
          "A layer has " + mutant.length + " values in place of " + parent.length + ".");
    }
    double difference = 0;
    double size = 0;
    for (int i = 0; i < parent.length; i++) {
      double apart = (double) mutant[i] - parent[i];
      difference += apart * apart;
      size += (double) parent[i] * parent[i];
    }
    squares[0] += difference;
    squares[1] += size;
  }

  /** Returns the change and begins anew. */
  private static double change(double[] squares) {
    double change = Math.sqrt(squares[0] / squares[1]);
    squares[0] = 0;
    squares[1] = 0;
    return Double.isFinite(change) ? change : Double.POSITIVE_INFINITY;
  }

  private interface Taker {
    void take(int timestep, int image, float[][] values);
  }

  private void run(CheckpointSpec spec, Taker taker) throws SessionException {
    GraphIndex index = GraphIndex.read(CheckpointFiles.resolve(spec).unet());
    String noise = NetworkInterface.of(index).noise().name();
    Map<LayerName, String> tensors = new LinkedHashMap<>();
    LayerLocator.locate(index).layers().forEach(at -> tensors.put(at.layer(), at.tensor()));
    if (!tensors.keySet().containsAll(order)) {
      throw new UserError("It has not all layers that its parent has.");
    }
    Set<String> taps = new LinkedHashSet<>();
    order.forEach(layer -> taps.add(tensors.get(layer)));
    Set<String> outputs = new LinkedHashSet<>(taps);
    outputs.add(noise);
    taps.remove(noise);
    try (OpenedCheckpoint opened = open(spec);
        PlainNetwork network = opened.plain(taps)) {
      InputSet set = opened.inputs();
      for (int timestep : timesteps) {
        for (int image = 0; image < set.images().size(); image++) {
          Map<String, NumpyArray> values =
              network.run(set.noisy(image, timestep), set.height(), set.width(), timestep, outputs);
          float[][] all = new float[order.size() + 1][];
          for (int i = 0; i < order.size(); i++) {
            all[i] = values.get(tensors.get(order.get(i))).data();
          }
          all[order.size()] = values.get(noise).data();
          taker.take(timestep, image, all);
        }
      }
    }
  }

  private OpenedCheckpoint open(CheckpointSpec spec) {
    RunOptions options =
        new RunOptions(
            List.of(new Device(Device.Kind.CPU, 0)),
            threads,
            OptionalInt.empty(),
            OptionalLong.empty(),
            ProbeOptions.LDA,
            Optional.of(false),
            Optional.empty());
    return OpenedCheckpoint.open(
        CheckpointPlan.empty(spec),
        MeasuringSettings.of(inputs, options),
        Map.of(),
        new Silent(),
        Optional.empty());
  }

  private static final class Silent implements RunListener {
    @Override
    public void line(String text) {}

    @Override
    public void warning(String about, String text) {}

    @Override
    public void environment(String name, String value) {}
  }
}
