package dev.plumbline.engine.measure;

import ai.onnxruntime.OrtException;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Dump;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.Set;

/** Measures checkpoints, one at a time. */
public final class Measurer {

  private final Inputs inputs;
  private final Optional<Dump> dump;
  private final Providers providers;
  private final RunListener listener;
  private final Sessions sessions;
  private final RunOptions options;
  private final CheckpointInputs checkpointInputs;

  /** Returns the providers registered as services, by the type they provide. */
  public static Map<Class<? extends Measurement>, MeasurementProvider<?>> registeredProviders() {
    Map<Class<? extends Measurement>, MeasurementProvider<?>> providers = new LinkedHashMap<>();
    for (MeasurementProvider<?> provider : ServiceLoader.load(MeasurementProvider.class)) {
      providers.put(provider.type(), provider);
    }
    return providers;
  }

  /**
   * Makes a measurer. Nothing is opened yet.
   *
   * @param inputs what the U-Nets are run on
   * @param options how sessions are run
   * @param dump where raw representations are written to, if they are
   * @param providers the measurements that plans may ask for
   * @param listener hears how it goes
   */
  public Measurer(
      Inputs inputs,
      RunOptions options,
      Optional<Dump> dump,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      RunListener listener) {
    this.inputs = inputs;
    this.dump = dump;
    this.providers = new Providers(providers, options, inputs.seed(), listener);
    this.listener = listener;
    this.options = options;
    this.sessions = new Sessions(options, listener);
    this.checkpointInputs = new CheckpointInputs(inputs, sessions, listener);
  }

  /**
   * Measures a checkpoint: one streaming pass over the images per timestep, for all layers at once.
   * What fails at one timestep or layer leaves the others' results standing.
   *
   * @param plan what to measure
   * @return the measurements
   * @throws UserError if nothing of the checkpoint can be measured: its files, the inputs or a
   *     session cannot be had
   */
  public CheckpointResults measure(CheckpointPlan plan) {
    String name = plan.checkpoint().name();
    try (CheckpointMeasurer measurer =
        CheckpointMeasurer.open(plan, checkpointInputs, dump, providers, sessions, listener)) {
      CheckpointResults results = new CheckpointResults(name, measurer.photographs());
      for (Map.Entry<Integer, Map<LayerName, Set<Class<? extends Measurement>>>> pass :
          plan.passes().entrySet()) {
        try {
          measurer.measure(pass.getKey(), pass.getValue(), results);
        } catch (UserError e) {
          results.failed(pass.getKey(), new UserError(name + ": " + e.getMessage()));
        } catch (OrtException e) {
          results.failed(pass.getKey(), Sessions.failure(name + " at t=" + pass.getKey(), e));
        }
      }
      return results;
    } catch (UserError e) {
      throw new UserError(name + ": " + e.getMessage());
    } catch (OrtException e) {
      throw Sessions.failure(name, e);
    }
  }

  /**
   * Encodes what checkpoints would be run on, and writes it to files. What fails for one checkpoint
   * does not keep the others' from being written.
   *
   * @param checkpoints the checkpoints
   * @param folder where the files go
   * @return why there are no files, or not all, by checkpoint
   */
  public Map<String, RuntimeException> encode(Collection<CheckpointSpec> checkpoints, Path folder) {
    return checkpointInputs.encode(checkpoints, folder);
  }

  /**
   * Says what measuring a checkpoint would take, without opening a session.
   *
   * @param plan what would be measured
   * @return lines for people
   */
  public List<String> describe(CheckpointPlan plan) {
    try {
      // On which device it would run is settled with the first session, and none is opened here.
      OptionalLong memory =
          options.memory().isPresent() ? options.memory() : AvailableMemory.bytes();
      return CostEstimate.of(plan, inputs, providers, memory).lines();
    } catch (UserError e) {
      return List.of(plan.checkpoint().name() + ": " + e.getMessage());
    }
  }
}
