package dev.plumbline.engine.measure.session;

import dev.plumbline.engine.plan.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Memory outside of the heap, which ONNX Runtime can write into. It is kept for the next checkpoint
 * on the same device, since Java gives it up only when it happens to collect garbage.
 */
public final class DirectMemory {

  private final IntFunction<ByteBuffer> allocator;
  private final Map<String, ByteBuffer> buffers = new HashMap<>();

  public DirectMemory() {
    this(ByteBuffer::allocateDirect);
  }

  public DirectMemory(IntFunction<ByteBuffer> allocator) {
    this.allocator = allocator;
  }

  /**
   * Returns memory for one use at a time.
   *
   * @param use what it is for
   * @param bytes how many bytes
   * @throws UserError if the JVM may not have as much
   */
  public ByteBuffer of(String use, int bytes) {
    ByteBuffer buffer = buffers.get(use);
    if (buffer == null || buffer.capacity() < bytes) {
      buffer = allocate(bytes);
      buffers.put(use, buffer);
    }
    return buffer.duplicate().clear().limit(bytes).order(ByteOrder.nativeOrder());
  }

  private ByteBuffer allocate(int bytes) {
    try {
      return allocator.apply(bytes);
    } catch (OutOfMemoryError e) {
      long taken = buffers.values().stream().mapToLong(ByteBuffer::capacity).sum();
      throw new UserError(
          String.format(
              "The JVM may not have more memory for the results of a run, of which there are %d MB:"
                  + " %s. Allow it more, -DargLine=-XX:MaxDirectMemorySize=%dg, or take fewer images"
                  + " at once (-Daudit.batch=1, -Daudit.overlap=false) or fewer layers"
                  + " (audit.layers).",
              taken / 1_000_000, e.getMessage(), 2 + 2 * taken / (1 << 30)),
          e);
    }
  }
}
