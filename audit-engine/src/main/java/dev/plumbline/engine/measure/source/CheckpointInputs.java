package dev.plumbline.engine.measure.source;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.checkpoint.model.FilesAsRead;
import dev.plumbline.engine.checkpoint.model.ModelHash;
import dev.plumbline.engine.input.EncodedInputsWriter;
import dev.plumbline.engine.input.InputFacts;
import dev.plumbline.engine.input.InputLoader;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.Thumbnails;
import dev.plumbline.engine.input.encoders.ModelFingerprint;
import dev.plumbline.engine.input.encoders.ModelOpener;
import dev.plumbline.engine.input.encoders.SharedEncodings;
import dev.plumbline.engine.input.scenes.NearDuplicates;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The inputs of a run's checkpoints: identical wherever their encoders are, and where they are not,
 * a warning says so.
 */
public final class CheckpointInputs {

  private final Inputs inputs;
  private final RunListener listener;
  private final Map<Path, String> hashes = new ConcurrentHashMap<>();

  /** What was made of encoders is shared, so that they have to be as they were at first. */
  private final Map<List<Path>, FilesAsRead> encoders = new HashMap<>();

  private final ModelFingerprint fingerprint =
      model -> hashes.computeIfAbsent(model, ModelHash::sha256);
  private final SharedEncodings encodings;
  private final boolean compares;
  private String firstName;
  private InputSet first;

  /** Returns what the run's networks are run on. */
  public Inputs inputs() {
    return inputs;
  }

  /** Makes the inputs of all of a run's checkpoints, and compares them. */
  public CheckpointInputs(Inputs inputs, RunListener listener) {
    this(inputs, true, listener);
  }

  /**
   * Makes the inputs of a run's checkpoints.
   *
   * @param inputs what they are run on
   * @param compares whether it is warned of inputs that are not those of the first one
   * @param listener hears what was found
   */
  public CheckpointInputs(Inputs inputs, boolean compares, RunListener listener) {
    this.inputs = inputs;
    this.compares = compares;
    this.listener = listener;
    this.encodings = new SharedEncodings(fingerprint, listener::line);
  }

  /** Makes a checkpoint's inputs ready, and warns if they are not those of the first one. */
  public InputSet load(CheckpointSpec checkpoint, CheckpointOnDisk files, ModelOpener opener) {
    return load(checkpoint.name(), InputOrigin.of(checkpoint, files), opener);
  }

  /** Returns small pictures of what a U-Net is run on. */
  public Thumbnails thumbnails(InputSet loaded) {
    return Thumbnails.of(inputs, loaded);
  }

  private synchronized InputSet load(String name, InputOrigin source, ModelOpener opener) {
    FilesAsRead files = encoders.computeIfAbsent(source.encoders().models(), FilesAsRead::of);
    InputSet loaded =
        new InputLoader(inputs, encodings, opener, warning -> listener.warning(name, warning))
            .load(source.geometry(), source.encoders());
    files.refuseChange();
    if (first == null) {
      first = loaded;
      firstName = name;
      warnOf(loaded.nearDuplicates());
    }
    List<String> differences = loaded.differences(first);
    if (compares && !differences.isEmpty()) {
      listener.warning(
          name,
          String.format(
              "It is run on other inputs than %s: %s. %s",
              firstName, String.join(", ", differences), remedy(name, loaded, differences)));
    }
    return loaded;
  }

  private void warnOf(List<List<String>> nearDuplicates) {
    boolean areLatents = inputs.latents().isPresent();
    if (!nearDuplicates.isEmpty()) {
      listener.warning(
          areLatents ? AuditParameters.LATENTS : AuditParameters.IMAGES,
          NearDuplicates.describe(
              nearDuplicates,
              areLatents
                  ? "name their scenes in the metadata of a .safetensors file"
                  : "put those of one thing into a sub-folder"));
    }
  }

  private String remedy(String name, InputSet loaded, List<String> differences) {
    boolean oneHasWindows = loaded.margin() != first.margin();
    if (oneHasWindows && differences.size() == 1) {
      return String.format(
          "The U-Net of %s takes latents of one size only, and its control comes from shifted"
              + " windows: it sees the middle of larger latents. Export it with dynamic height and"
              + " width to run both on the same inputs.",
          loaded.margin() > first.margin() ? name : firstName);
    }
    return String.format(
        "What sets the two apart is then not their U-Nets alone; -Daudit.inputs.from=%s runs both"
            + " on the same inputs.",
        firstName);
  }

  /**
   * Returns the hash of a checkpoint's U-Net.
   *
   * @throws UserError if its files cannot be read
   */
  public String hash(CheckpointSpec checkpoint) {
    return hash(CheckpointFiles.resolve(checkpoint).unet().toAbsolutePath().normalize());
  }

  /** Returns the hash of a model, for which it is read once. */
  String hash(Path model) {
    return fingerprint.of(model);
  }

  /** Says what a checkpoint's measurements rest on: hashes of its U-Net and of its inputs. */
  public synchronized SortedMap<String, String> facts(
      CheckpointSpec checkpoint, CheckpointOnDisk files, InputSet loaded) {
    SortedMap<String, String> facts =
        InputFacts.of(inputs, loaded, InputOrigin.of(checkpoint, files).encoders());
    facts.put("checkpoint_sha256", fingerprint.of(files.index().file()));
    return facts;
  }

  /** Returns the hash of what a checkpoint is run on, by which comparable runs are known. */
  public synchronized String sample(
      CheckpointSpec checkpoint, CheckpointOnDisk files, InputSet loaded) {
    return InputFacts.sample(inputs, loaded, InputOrigin.of(checkpoint, files).encoders());
  }

  /**
   * Encodes the inputs of checkpoints and writes them to files. What fails for one checkpoint does
   * not keep the others' from being written.
   *
   * @param openers opens the encoders of a checkpoint
   * @return why there are no files, or not all, by checkpoint
   */
  public Map<String, RuntimeException> encode(
      Collection<CheckpointSpec> checkpoints,
      Path folder,
      Function<CheckpointOnDisk, ModelOpener> openers) {
    Map<String, RuntimeException> failures = new LinkedHashMap<>();
    EncodedInputsWriter files =
        new EncodedInputsWriter(folder, inputs, fingerprint, listener::line);
    for (CheckpointSpec checkpoint : checkpoints) {
      try {
        CheckpointOnDisk onDisk = CheckpointOnDisk.read(checkpoint);
        InputOrigin source = InputOrigin.of(checkpoint, onDisk);
        files.add(
            checkpoint.name(),
            load(checkpoint.name(), source, openers.apply(onDisk)),
            source.encoders());
      } catch (UserError e) {
        failures.put(checkpoint.name(), of(checkpoint.name(), e));
      } catch (RuntimeException e) {
        failures.put(checkpoint.name(), e);
      } catch (VirtualMachineError e) { // of memory or stack: the others may need less
        failures.put(
            checkpoint.name(),
            new IllegalStateException(checkpoint.name() + ": encoding ended with " + e, e));
      }
    }
    files.write().forEach((name, failure) -> failures.putIfAbsent(name, of(name, failure)));
    return failures;
  }

  private static UserError of(String checkpoint, UserError e) {
    return new UserError(checkpoint + ": " + e.getMessage());
  }
}
