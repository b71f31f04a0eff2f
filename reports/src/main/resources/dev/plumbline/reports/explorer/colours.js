// The colours of values: dark blue, grey, yellow. Lightness grows evenly in Oklab, and the hues
// differ in the way that every kind of colour vision sees.

const COLOURS = Array.from({ length: 256 }, (_, i) => {
  const x = i / 255;
  return oklab(0.26 + 0.68 * x, -0.012 * x, -0.1 + 0.26 * x);
});

/** Returns a colour of the space Oklab as red, green and blue from 0 to 255. */
function oklab(lightness, a, b) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((linear) => {
    const clipped = Math.min(Math.max(linear, 0), 1);
    const gamma =
      clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
    return Math.round(255 * gamma);
  });
}

/**
 * Paints a map of values onto a canvas of as many pixels. What is not a number stays transparent.
 *
 * @param reversed whether low values are light
 */
function paint(canvas, values, { low, high }, reversed) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  const step = high > low ? 255 / (high - low) : 0;
  values.forEach((value, i) => {
    if (Number.isFinite(value)) {
      const place = Math.round((value - low) * step);
      image.data.set(COLOURS[reversed ? 255 - place : place], 4 * i);
      image.data[4 * i + 3] = 255;
    }
  });
  context.putImageData(image, 0, 0);
}
