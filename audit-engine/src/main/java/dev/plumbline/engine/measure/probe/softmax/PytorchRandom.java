package dev.plumbline.engine.measure.probe.softmax;

/**
 * The random numbers that PyTorch draws on the CPU after {@code torch.manual_seed}: a probe that is
 * trained here begins with the weights, and sees the tokens in the order, that it would there. The
 * generator is the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998).
 */
final class PytorchRandom {

  private static final int LENGTH = 624;
  private static final int DISTANCE = 397;
  private static final int TWIST = 0x9908b0df;
  private static final int UPPER = 0x80000000;
  private static final int LOWER = 0x7fffffff;
  private static final int FLOAT_BITS = 24;

  private final int[] state = new int[LENGTH];
  private int next = LENGTH;

  /**
   * Begins a sequence.
   *
   * @param seed the seed, of which the generator takes the lower 32 bits
   */
  PytorchRandom(long seed) {
    state[0] = (int) seed;
    for (int i = 1; i < LENGTH; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** Returns 32 random bits. */
  int bits() {
    if (next == LENGTH) {
      twist();
      next = 0;
    }
    int bits = state[next++];
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c5680;
    bits ^= (bits << 15) & 0xefc60000;
    return bits ^ (bits >>> 18);
  }

  private void twist() {
    for (int i = 0; i < LENGTH; i++) {
      int joined = (state[i] & UPPER) | (state[(i + 1) % LENGTH] & LOWER);
      int odd = (joined & 1) == 0 ? 0 : TWIST;
      state[i] = state[(i + DISTANCE) % LENGTH] ^ (joined >>> 1) ^ odd;
    }
  }

  /** Returns a number between two, as {@code Tensor.uniform_} draws it. */
  float uniform(float from, float to) {
    float share = (bits() & ((1 << FLOAT_BITS) - 1)) / (float) (1 << FLOAT_BITS);
    return share * (to - from) + from;
  }

  /** Returns the numbers below a length in random order, as {@code torch.randperm} does. */
  int[] permutation(int length) {
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      order[i] = i;
    }
    for (int i = 0; i < length - 1; i++) {
      int other = i + Integer.remainderUnsigned(bits(), length - i);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return order;
  }
}
