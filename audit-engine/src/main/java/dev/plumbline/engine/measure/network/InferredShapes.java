package dev.plumbline.engine.measure.network;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.checkpoint.model.WeightlessModel;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.measure.heads.TappedLayer;
import dev.plumbline.engine.measure.heads.TokenLayout;
import dev.plumbline.engine.measure.session.InferredValue;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import dev.plumbline.engine.plan.Patience;
import dev.plumbline.engine.runtime.LeftBehind;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Shapes of layers that follow from those of the network's inputs, so that no run is needed to find
 * them. They are inferred beside the session being made, which takes longer.
 */
public final class InferredShapes {

  private static final int RANK = 4;

  private static final Found NOTHING = new Found(Optional.empty(), Optional.empty());

  private final ExecutorService thread;
  private final Future<Found> task;
  private final Duration limit;

  /** The layers on the whole latents and on a crop; empty where they do not follow. */
  private record Found(
      Optional<Map<LayerName, InferredLayer>> whole,
      Optional<Map<LayerName, InferredLayer>> cropped) {}

  /**
   * A layer, as it is inferred to be.
   *
   * @param shape its shape
   * @param halfPrecision whether it is computed in half precision
   */
  record InferredLayer(LayerShape shape, boolean halfPrecision) {}

  private InferredShapes(ExecutorService thread, Future<Found> task, Duration limit) {
    this.thread = thread;
    this.task = task;
    this.limit = limit;
  }

  /**
   * Begins to infer shapes on a thread of its own.
   *
   * @param sessions the device
   * @param taps the layers
   * @param inputs what the network is run on
   * @param files what its files say
   * @param patience how long is waited
   */
  public static InferredShapes begin(
      Sessions sessions,
      List<TappedLayer> taps,
      InputSet inputs,
      CheckpointOnDisk files,
      Patience patience) {
    Inference inference = new Inference(sessions, List.copyOf(taps), inputs, files);
    String name = Thread.currentThread().getName() + ", inferring shapes";
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
    return new InferredShapes(thread, thread.submit(inference::find), patience.limit());
  }

  /** Returns the layers on the whole latents; empty where they do not follow. */
  Optional<Map<LayerName, InferredLayer>> whole() {
    return found().whole();
  }

  /** Returns the layers on the crop; empty where they do not follow, or there is none. */
  Optional<Map<LayerName, InferredLayer>> cropped() {
    return found().cropped();
  }

  private Found found() {
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      leave();
      return NOTHING;
    } catch (TimeoutException e) { // what it hangs in, runs need not
      leave();
      return NOTHING;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits no longer. */
  public void leave() {
    if (!task.isDone()) {
      LeftBehind.add();
      thread.execute(LeftBehind::cameBack); // the first thing that it does once it is back
    }
    thread.shutdown();
  }

  private record Inference(
      Sessions sessions, List<TappedLayer> taps, InputSet inputs, CheckpointOnDisk files) {

    Found find() {
      NetworkInterface unet = files.network();
      int cut = 2 * files.backbone().controlWindows().crop();
      int height = inputs.height() - cut;
      int width = inputs.width() - cut;
      boolean crops =
          unet.fixedHeight().isEmpty()
              && unet.fixedWidth().isEmpty()
              && inputs.margin() == 0
              && Math.min(height, width) > 0
              && taps.stream().anyMatch(TappedLayer::needsControl);
      return new Found(
          layers(inputs.height(), inputs.width()),
          crops ? layers(height, width) : Optional.empty());
    }

    private Optional<Map<LayerName, InferredLayer>> layers(int height, int width) {
      if (taps.stream().anyMatch(tap -> tap.layout() != TokenLayout.GRID)) {
        return Optional.empty(); // where its grid is, only its nodes tell
      }
      NetworkInterface unet = files.network();
      long batch = unet.fixedBatch().orElse(1);
      Map<String, long[]> shapes = new LinkedHashMap<>();
      shapes.put(unet.sample().name(), new long[] {batch, inputs.channels(), height, width});
      long[] prompt = inputs.conditioning().prompt().shape().clone();
      prompt[0] = batch;
      shapes.put(unet.encoderHiddenStates().name(), prompt);
      Set<String> tensors = new LinkedHashSet<>();
      taps.forEach(tap -> tensors.add(tap.tensor()));
      try {
        byte[] model = WeightlessModel.of(files.index(), shapes, tensors);
        return known(sessions.infer(model));
      } catch (SessionException | RuntimeException e) {
        return Optional.empty(); // a run tells what is the matter
      }
    }

    private Optional<Map<LayerName, InferredLayer>> known(Map<String, InferredValue> values) {
      Map<LayerName, InferredLayer> layers = new HashMap<>();
      for (TappedLayer tap : taps) {
        InferredValue value = values.get(tap.tensor());
        if (value == null || !value.isKnown(RANK)) {
          return Optional.empty();
        }
        long[] dims = value.shape();
        LayerShape shape = new LayerShape(tap.layer(), (int) dims[1], (int) dims[2], (int) dims[3]);
        layers.put(tap.layer(), new InferredLayer(shape, value.halfPrecision()));
      }
      return Optional.of(layers);
    }
  }
}
