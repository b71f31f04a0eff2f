// Representations and the similarities of their tokens. No part of the page is touched here.

/** What each of the 65,536 halves (IEEE 754 binary16) stands for. */
const HALVES = Float32Array.from({ length: 1 << 16 }, (_, bits) => {
  const exponent = (bits >> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0x1f) {
    return mantissa ? NaN : sign * Infinity;
  }
  return sign * (exponent ? (1 + mantissa / 1024) * 2 ** (exponent - 15) : mantissa * 2 ** -24);
});

/** One image's tokens at one layer and timestep. */
class Representation {
  /**
   * @param base64 the halves [C·T], channel by channel, the less significant byte first
   * @param exponent the power of two that they are multiplied by
   */
  constructor(base64, exponent, channels, tokens) {
    this.channels = channels;
    this.tokens = tokens;
    const bytes = atob(base64);
    const scale = 2 ** exponent;
    this.values = new Float32Array(channels * tokens);
    for (let i = 0; i < this.values.length; i++) {
      const bits = bytes.charCodeAt(2 * i) | (bytes.charCodeAt(2 * i + 1) << 8);
      this.values[i] = HALVES[bits] * scale;
    }
    const zero = new Float64Array(channels);
    this.norms = distances(zero, this);
    const finite = [...this.norms.keys()].filter((token) => Number.isFinite(this.norms[token]));
    this.meanNorm = finite.reduce((sum, token) => sum + this.norms[token], 0) / finite.length;
    this.mean = zero.map((_, channel) => {
      let sum = 0;
      for (const token of finite) {
        sum += this.values[channel * tokens + token];
      }
      return sum / finite.length;
    });
    this.centredNorms = distances(this.mean, this);
  }

  /** Returns a token, C numbers. */
  token(token) {
    return Float64Array.from(
      { length: this.channels },
      (_, channel) => this.values[channel * this.tokens + token],
    );
  }
}

/** Returns the scalar products of a vector with all tokens. */
function products(vector, { values, channels, tokens }) {
  const sums = new Float64Array(tokens);
  for (let channel = 0, i = 0; channel < channels; channel++) {
    const factor = vector[channel];
    for (let token = 0; token < tokens; token++, i++) {
      sums[token] += factor * values[i];
    }
  }
  return sums;
}

/** Returns the Euclidean distances of a vector from all tokens. */
function distances(vector, { values, channels, tokens }) {
  const sums = new Float64Array(tokens);
  for (let channel = 0, i = 0; channel < channels; channel++) {
    const origin = vector[channel];
    for (let token = 0; token < tokens; token++, i++) {
      const difference = values[i] - origin;
      sums[token] += difference * difference;
    }
  }
  return sums.map(Math.sqrt);
}

function product(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** Divides by norms; a token of norm 0 is alike to none. */
function perNorm(sums, norm, norms) {
  return sums.map((sum, token) => (norm * norms[token] === 0 ? 0 : sum / (norm * norms[token])));
}

/** The similarities of a token of one representation with all tokens of another. */
const SIMILARITIES = {
  cosine: {
    label: "Cosine",
    definition:
      "Cosine: the cosine of the angle between two tokens, x·y / (‖x‖ ‖y‖); 1 if they point the same way.",
    from: (one, token, other) =>
      perNorm(products(one.token(token), other), one.norms[token], other.norms),
  },
  centred: {
    label: "Mean-centred cosine",
    definition:
      "Mean-centred cosine: the cosine after the mean token of each image was subtracted from its tokens, so that what all tokens share does not count.",
    from: (one, token, other) => {
      const query = one.token(token).map((value, channel) => value - one.mean[channel]);
      const ofMean = product(query, other.mean);
      const sums = products(query, other).map((sum) => sum - ofMean);
      return perNorm(sums, one.centredNorms[token], other.centredNorms);
    },
  },
  dot: {
    label: "Dot product",
    definition: "Dot product: x·y, which grows with the norms of both tokens.",
    from: (one, token, other) => products(one.token(token), other),
  },
  euclidean: {
    label: "Euclidean distance",
    definition: "Euclidean distance: ‖x − y‖; 0 if two tokens are the same.",
    distance: true,
    from: (one, token, other) => distances(one.token(token), other),
  },
  norm: {
    label: "Relative norm",
    definition:
      "Relative norm: ‖y‖ by the mean norm of the image's tokens, whichever token is pointed at.",
    from: (one, token, other) => other.norms.map((norm) => norm / other.meanNorm),
  },
};
