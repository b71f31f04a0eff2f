package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Tensor;
import dev.plumbline.engine.measure.session.TensorScope;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the inputs of statistic heads are given: values that stand where a statistic is switched
 * off, and what runs of a kind have in common, such as the masks of token groups.
 */
public final class HeadInputs implements AutoCloseable {

  private static final String OWN_ROWS = HeadBuilder.ADDED + ScatterSumsHead.OWN_ROWS;

  private final TensorScope constants = new TensorScope();
  private final Map<String, Tensor> idle;
  private final Map<HeadRun.Kind, Map<String, Tensor>> ofKinds = new EnumMap<>(HeadRun.Kind.class);
  private List<MeasuredLayer> prepared = List.of();

  /**
   * Makes inputs with which all statistics are switched off: every input needs a value in every
   * run.
   *
   * @param taps the layers
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  public HeadInputs(List<TappedLayer> taps) throws SessionException {
    FedTensors fed = new FedTensors(constants);
    for (Head head : Heads.ALL) {
      fed.switches(head.switches().stream().map(HeadBuilder.ADDED::concat).toList(), false);
    }
    fed.flags(OWN_ROWS, true);
    for (TappedLayer tap : taps) {
      for (Head head : Heads.of(tap.figures())) {
        head.feedIdle(tap, fed);
      }
    }
    idle = fed.tensors();
  }

  /**
   * Makes what runs have in common, once the layers' shapes are known.
   *
   * @param layers the layers
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  public void prepare(List<MeasuredLayer> layers) throws SessionException {
    for (HeadRun.Kind kind : List.of(HeadRun.Kind.TRAINING, HeadRun.Kind.CROPPED)) {
      FedTensors fed = new FedTensors(constants);
      for (MeasuredLayer layer : layers) {
        for (Head head : Heads.of(layer.tap().figures())) {
          head.feed(kind, layer, fed);
        }
      }
      ofKinds.put(kind, fed.tensors());
    }
    ofKinds.put(HeadRun.Kind.TEST, ofKinds.get(HeadRun.Kind.TRAINING));
    prepared = List.copyOf(layers);
  }

  /** Returns inputs with which all statistics are switched off. */
  public Map<String, Tensor> switchedOff() {
    return idle;
  }

  /**
   * Returns the inputs of a run, the caller's own.
   *
   * @param run the run
   * @param asked what it has to return
   * @param scope keeps the switches until the run is over
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  public Map<String, Tensor> of(HeadRun run, Asked asked, TensorScope scope)
      throws SessionException {
    Map<String, Tensor> inputs = new LinkedHashMap<>(idle);
    inputs.putAll(ofKinds.getOrDefault(run.kind(), Map.of()));
    FedTensors on = new FedTensors(scope);
    on.switches(asked.switches(), true);
    inputs.putAll(on.tensors());
    return inputs;
  }

  /**
   * As above, for a run on whole latents, in which heads may be fed for each image. A switch is
   * that of all layers: those that nothing is asked of are fed as well, since their nodes run.
   *
   * @param run the run
   * @param asked what it has to return
   * @param images the images of its batch
   * @param scope keeps switches and what images are fed until the run is over
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  public Map<String, Tensor> of(HeadRun run, Asked asked, FedImages images, TensorScope scope)
      throws SessionException {
    Map<String, Tensor> inputs = of(run, asked, scope);
    FedTensors fed = new FedTensors(scope);
    boolean[] own = new boolean[images.names().size()];
    Arrays.fill(own, 0, images.own(), true);
    fed.flags(OWN_ROWS, own);
    for (MeasuredLayer layer : prepared) {
      for (Head head : Heads.of(layer.tap().figures())) {
        if (asked.switchesOn(head)) {
          head.feedImages(images, layer, fed);
        }
      }
    }
    inputs.putAll(fed.tensors());
    return inputs;
  }

  /**
   * Makes the inputs that classify the tokens of test images.
   *
   * @param layers the layers
   * @param classifiers the classifiers of those that have one
   * @param scope keeps the tensors
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  public static Classifiers classifiers(
      List<MeasuredLayer> layers, Map<LayerName, LinearClassifier> classifiers, TensorScope scope)
      throws SessionException {
    FedTensors fed = new FedTensors(scope);
    if (!classifiers.isEmpty()) {
      for (MeasuredLayer layer : layers) {
        if (Heads.needTraining(layer.tap().figures())) {
          PredictionsHead.feedClassifiers(layer, classifiers, fed);
        }
      }
    }
    return new Classifiers(Set.copyOf(classifiers.keySet()), fed.tensors());
  }

  /**
   * Makes the inputs that tell shifted windows which tokens to return.
   *
   * @param tokens the numbers of the tokens of each layer
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  public Map<String, Tensor> picks(Map<MeasuredLayer, int[]> tokens) throws SessionException {
    FedTensors fed = new FedTensors(constants);
    for (Map.Entry<MeasuredLayer, int[]> entry : tokens.entrySet()) {
      CroppedGroupSumsHead.feedPick(entry.getKey(), entry.getValue(), fed);
    }
    return fed.tensors();
  }

  @Override
  public void close() {
    constants.close();
  }
}
