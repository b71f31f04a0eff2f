package dev.plumbline.engine.measure.memory;

import static dev.plumbline.engine.plan.ByteCount.gigabytes;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.backbone.LayerSize;
import dev.plumbline.engine.checkpoint.graph.Initializer;
import dev.plumbline.engine.checkpoint.graph.LoadedConstants;
import dev.plumbline.engine.input.files.JsonFile;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How much memory measuring a U-Net takes at most, in bytes, from its files alone.
 *
 * <p>Four things decide: the weights; the scores of the widest attention, heads × tokens² of an
 * image; the second moments of the layers that are measured, channels² each; and where raw values
 * leave the U-Net, those, with what is kept of them. ONNX Runtime holds the scores before and after
 * the softmax. Measured on the CPU: 5.5 GB where this says 6.0 GB, at a U-Net of SD 1.5's size,
 * 64×64 latents, every layer, and a heap of 1 GB.
 */
public final class MemoryEstimate {

  /** The JVM with ONNX Runtime, before a U-Net is loaded. */
  private static final long BASE = 500_000_000;

  private static final int COPIES_OF_SCORES = 2;

  /** What the CPU's arena has touched of what it took, over what is in use. */
  private static final double ARENA_ON_CPU = 1.25;

  /** A GPU's arena grows by doubling, and all that it took is gone. */
  private static final double ARENA_ON_GPU = 2;

  /** A batch's raw values on the heap, one image's of them, and the last batch's garbage. */
  private static final int COPIES_OF_RAW = 3;

  /** Sums are in double, and symmetric: half of each is kept. */
  private static final double SUM = 0.5;

  /** What fitting classifiers takes besides, a few layers at once. */
  private static final double FITTING = 0.5;

  /**
   * The CPU computes in float32: a weight is converted when the session is made, and packed for the
   * kernel that uses it, before the others are given up. Measured: 6.6 GB for 860 M weights.
   */
  private static final int HALF_ON_CPU = 2 * Float.BYTES;

  private final Map<LayerName, LayerSize> sizes;
  private final int height;
  private final int width;
  private final long weights;
  private final double scores;
  private final double activations;
  private final double moments;
  private final double sumsOfRuns;
  private final double momentsOfImages;
  private final int summing;
  private final double raw;
  private final long kept;
  private final int folds;
  private final boolean chunked;
  private final double arena;

  /**
   * Estimates.
   *
   * @param files the checkpoint
   * @param layers all layers of the U-Net
   * @param measured what is measured
   * @param run how the network is run
   */
  public MemoryEstimate(
      CheckpointOnDisk files,
      Collection<LayerName> layers,
      MeasuredData measured,
      EstimatedRun run) {
    boolean cpu = run.cpu();
    this.folds = run.folds();
    this.chunked = run.chunked();
    this.arena = cpu ? ARENA_ON_CPU : ARENA_ON_GPU;
    this.sizes =
        files
            .backbone()
            .sizes(files.index(), layers, JsonFile.read(files.files().unetConfig())::get);
    this.height = run.height();
    this.width = run.width();
    this.weights =
        (long)
            LoadedConstants.of(files.index()).stream()
                .mapToDouble(tensor -> bytes(tensor, cpu))
                .sum();
    this.scores = Float.BYTES * widestScores();
    this.activations = Float.BYTES * values(layers);
    Set<LayerName> squared = new HashSet<>(measured.summed());
    squared.addAll(measured.scattered());
    this.moments = squares(squared);
    this.sumsOfRuns = Float.BYTES * squares(measured.summed());
    this.momentsOfImages = Float.BYTES * squares(measured.scattered());
    this.summing = measured.sums();
    this.raw = Float.BYTES * values(measured.raw());
    this.kept = measured.kept();
  }

  /** Returns the bytes that batches of some images take. */
  public long bytes(int batch) {
    double running = arena * (COPIES_OF_SCORES * scores + activations) * batch;
    double outside = sumsOfRuns + momentsOfImages * batch; // of the heap
    double ofRaw = COPIES_OF_RAW * raw * batch;
    return (long) (BASE + weights + running + outside + ofRaw + sums() + kept);
  }

  private double squares(Collection<LayerName> layers) {
    return layers.stream().mapToDouble(l -> Math.pow(sizes.get(l).channels(), 2)).sum();
  }

  /** Returns how many of those bytes are on the heap. */
  long heap(int batch) {
    return (long) (COPIES_OF_RAW * raw * batch + sums() + kept);
  }

  /**
   * Returns the bytes of the sums, of which each measurement has its own. Where there are folds
   * each has its own, besides those of all but one fold that are being fitted, and those that have
   * come out of the folds before. What is summed at once has sums besides, where that is not all;
   * they are gone when classifiers are fitted.
   */
  private double sums() {
    double chunk = chunked ? SUM * (summing + (folds > 1 ? 1 : 0)) : 0;
    double fitted = FITTING + (folds > 1 ? SUM : 0);
    return moments
        * Double.BYTES
        * (SUM * (summing + (folds > 1 ? folds : 0)) + Math.max(chunk, fitted));
  }

  /** Returns into how many folds images are dealt. */
  int folds() {
    return folds;
  }

  /** Says what the memory is for, at one image a run: {@code weights 3.44 GB, attention …}. */
  public String parts() {
    return String.format(
        Locale.ROOT,
        "weights %s, attention at %d×%d latents %s%s%s",
        gigabytes(weights),
        height,
        width,
        gigabytes((long) (arena * COPIES_OF_SCORES * scores)),
        folds > 1 && moments > 0 ? ", sums of " + folds + " folds " + gigabytes((long) sums()) : "",
        kept > 0 ? ", tokens to train on " + gigabytes(kept) : "");
  }

  private static double bytes(Initializer tensor, boolean cpu) {
    return (double) tensor.elements()
        * switch (tensor.elementType()) {
          case FLOAT16, BFLOAT16 -> cpu ? HALF_ON_CPU : Short.BYTES;
          case DOUBLE, INT64, UINT64 -> Long.BYTES;
          case INT8, UINT8, BOOL -> Byte.BYTES;
          case INT16, UINT16 -> Short.BYTES;
          default -> Float.BYTES;
        };
  }

  /** Returns how many values layers have for an image. */
  public double values(Collection<LayerName> of) {
    return of.stream().mapToDouble(l -> sizes.get(l).channels() * tokens(l)).sum();
  }

  private double widestScores() {
    return sizes.entrySet().stream()
        .mapToDouble(layer -> layer.getValue().heads() * Math.pow(tokens(layer.getKey()), 2))
        .max()
        .orElse(0);
  }

  private double tokens(LayerName layer) {
    return sizes.get(layer).tokens(height, width);
  }
}
