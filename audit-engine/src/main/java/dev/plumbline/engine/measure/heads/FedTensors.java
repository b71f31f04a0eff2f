package dev.plumbline.engine.measure.heads;

import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Tensor;
import dev.plumbline.engine.measure.session.TensorScope;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects what inputs are given, as tensors of a scope. */
final class FedTensors implements Feed {

  private final TensorScope scope;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private Tensor nothing;

  FedTensors(TensorScope scope) {
    this.scope = scope;
  }

  @Override
  public void floats(String input, float[] values, long... shape) throws SessionException {
    tensors.put(input, scope.floats(values, shape));
  }

  @Override
  public void integers(String input, int... values) throws SessionException {
    tensors.put(input, scope.integers(values));
  }

  @Override
  public void bytes(String input, ByteBuffer direct, long... shape) throws SessionException {
    tensors.put(input, scope.bytes(direct, shape));
  }

  @Override
  public void flags(String input, boolean... values) throws SessionException {
    tensors.put(input, scope.flags(values));
  }

  @Override
  public void nothing(String input) throws SessionException {
    if (nothing == null) {
      nothing = scope.floats(new float[1], 1, 1);
    }
    tensors.put(input, nothing);
  }

  /** Gives switches a value. */
  void switches(Iterable<String> inputs, boolean value) throws SessionException {
    Tensor shared = scope.bool(value);
    inputs.forEach(input -> tensors.put(input, shared));
  }

  Map<String, Tensor> tensors() {
    return tensors;
  }
}
