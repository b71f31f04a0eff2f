package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.measure.session.Tensor;
import java.util.Map;
import java.util.Set;

/**
 * What classifies the tokens of test images, as inputs of runs.
 *
 * @param layers the layers that there are classifiers of
 * @param tensors the inputs
 */
public record Classifiers(Set<LayerName> layers, Map<String, Tensor> tensors) {}
