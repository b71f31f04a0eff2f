package dev.plumbline.engine.measure.heads;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.engine.measure.session.TensorScope;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the inputs of statistic heads are given: values that stand where a statistic is switched
 * off, the masks of token groups, and classifiers.
 */
public final class HeadInputs implements AutoCloseable {

  private final TensorScope constants;
  private final Map<String, OnnxTensor> placeholders = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> fullMasks = new HashMap<>();
  private final Map<String, OnnxTensor> croppedMasks = new HashMap<>();

  public HeadInputs(OrtEnvironment environment) {
    constants = new TensorScope(environment);
  }

  /** Every input needs a value in every run; these stand where a statistic is switched off. */
  public void switchOff(List<TappedLayer> taps) throws OrtException {
    OnnxTensor nothing = constants.floats(new float[1], 1, 1);
    OnnxTensor noToken = constants.numbers(OnnxJavaType.INT64, new float[1], 1);
    OnnxTensor off = constants.bool(false);
    StatisticHeads.SWITCHES.forEach(name -> placeholders.put(name, off));
    for (TappedLayer tap : taps) {
      if (tap.needs(Figure.GROUP_SUMS)) {
        placeholders.put(tap.value(StatisticHeads.GROUPS), nothing);
        placeholders.put(tap.value(StatisticHeads.WINDOW), nothing);
      }
      if (tap.needs(Figure.CROPPED_GROUP_SUMS)) {
        placeholders.put(tap.value(StatisticHeads.PICK), noToken);
      }
      if (tap.needs(Figure.PREDICTIONS)) {
        StatisticHeads.CLASSIFIER.forEach(name -> placeholders.put(tap.value(name), nothing));
      }
    }
  }

  /** Makes the masks of the token groups, once the layers' shapes are known. */
  public void makeMasks(List<MeasuredLayer> layers) throws OrtException {
    for (MeasuredLayer layer : layers) {
      if (!layer.tap().needs(Figure.GROUP_SUMS)) {
        continue;
      }
      int groups = GroupMasks.ORDER.size();
      int tokens = layer.shape().tokens();
      boolean control = layer.margin().isPresent();
      float[] matrix = new float[(control ? 2 : 1) * groups * tokens];
      layer.fullMasks().write(matrix, 0);
      GroupMasks window = control ? layer.controlMasks() : layer.fullMasks();
      if (control) {
        window.write(matrix, groups);
        float[] cropped = new float[groups * layer.croppedMasks().tokens()];
        layer.croppedMasks().write(cropped, 0);
        croppedMasks.put(
            layer.value(StatisticHeads.GROUPS),
            constants.floats(cropped, groups, layer.croppedMasks().tokens()));
      }
      fullMasks.put(
          layer.value(StatisticHeads.GROUPS),
          constants.floats(matrix, matrix.length / tokens, tokens));
      fullMasks.put(
          layer.value(StatisticHeads.WINDOW), constants.floats(window.windowMean(), tokens, 1));
    }
  }

  /** Returns inputs with which all statistics are switched off. */
  public Map<String, OnnxTensor> switchedOff() {
    return placeholders;
  }

  /** Returns the same with the masks of runs at full size, the caller's own. */
  public Map<String, OnnxTensor> ofFullSize() {
    return with(fullMasks);
  }

  /** Returns the same with the masks of cropped runs, the caller's own. */
  public Map<String, OnnxTensor> ofCrops() {
    return with(croppedMasks);
  }

  private Map<String, OnnxTensor> with(Map<String, OnnxTensor> masks) {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>(placeholders);
    inputs.putAll(masks);
    return inputs;
  }

  /**
   * Makes the inputs that classify the tokens of test images. A layer without a classifier, because
   * it has no finite training tokens or they do not vary, gets one class: its part of the graph
   * runs with the others', and nobody asks what it said.
   */
  public static Map<String, OnnxTensor> classifiers(
      List<MeasuredLayer> layers, Map<LayerName, LinearClassifier> classifiers, TensorScope scope)
      throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    if (classifiers.isEmpty()) {
      return tensors;
    }
    for (MeasuredLayer layer : layers) {
      LinearClassifier classifier = classifiers.get(layer.tap().layer());
      int c = layer.shape().channels();
      if (classifier == null && layer.tap().needs(Figure.PREDICTIONS)) {
        OnnxTensor oneClass = scope.floats(new float[c], 1, c);
        tensors.put(layer.value(StatisticHeads.ROW_WEIGHTS), oneClass);
        tensors.put(layer.value(StatisticHeads.COLUMN_WEIGHTS), oneClass);
      } else if (classifier != null) {
        int h = layer.shape().height();
        int w = layer.shape().width();
        tensors.put(layer.value(StatisticHeads.SHIFT), scope.floats(classifier.shift(), c, 1));
        tensors.put(
            layer.value(StatisticHeads.ROW_WEIGHTS), scope.floats(classifier.rowWeights(), h, c));
        tensors.put(layer.value(StatisticHeads.ROW_BIAS), scope.floats(classifier.rowBias(), h, 1));
        tensors.put(
            layer.value(StatisticHeads.COLUMN_WEIGHTS),
            scope.floats(classifier.columnWeights(), w, c));
        tensors.put(
            layer.value(StatisticHeads.COLUMN_BIAS), scope.floats(classifier.columnBias(), w, 1));
      }
    }
    return tensors;
  }

  /** Returns the scope that lives as long as these inputs. */
  public TensorScope scope() {
    return constants;
  }

  public TensorScope newScope() {
    return constants.sibling();
  }

  @Override
  public void close() {
    constants.close();
  }
}
