package dev.plumbline.engine.measure;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.fidelity.LayerSketchProvider;
import dev.plumbline.engine.measure.finite.FiniteActivationsProvider;
import dev.plumbline.engine.measure.health.LayerHealthProvider;
import dev.plumbline.engine.measure.norms.TokenNormsProvider;
import dev.plumbline.engine.measure.probe.LdaProbeProvider;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.similarity.TokenGroupSimilarityProvider;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.SomeOptions;
import dev.plumbline.engine.plan.Split;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The reference vectors among the test resources, and measurers that run on them. */
public final class Vectors {

  private Vectors() {}

  public static Path resource(String name) {
    try {
      return Path.of(Vectors.class.getResource("/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  public static CheckpointSpec referenceCheckpoint() {
    return CheckpointSpec.of("reference-unet", resource("reference-unet"));
  }

  /** Returns latents, noise and prompt of the reference figures. */
  public static Inputs referenceInputs() {
    return inputs(
        resource("vectors/latents.npy"),
        resource("vectors/noise.npy"),
        resource("vectors/prompt-embeddings.npy"));
  }

  public static Inputs inputs(Path latents, Path noise, Path prompt) {
    return SomeOptions.latents(latents, Integer.MAX_VALUE, Optional.of(prompt), Split.TAIL)
        .withSeed(42)
        .withNoise(new Inputs.Noise(Inputs.Noise.Kind.FILE, Optional.of(noise)));
  }

  public static Measurer measurer(Inputs inputs) {
    return measurer(inputs, builtIn());
  }

  public static Measurer measurer(
      Inputs inputs, Map<Class<? extends Measurement>, MeasurementProvider<?>> providers) {
    RunOptions options = SomeOptions.cpu(2);
    return measurer(inputs, providers, options, new SilentListener());
  }

  public static Measurer measurer(
      Inputs inputs,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      RunOptions options,
      RunListener listener) {
    return new Measurer(MeasuringSettings.of(inputs, options), providers, listener);
  }

  public static Map<Class<? extends Measurement>, MeasurementProvider<?>> builtIn() {
    Map<Class<? extends Measurement>, MeasurementProvider<?>> providers = new LinkedHashMap<>();
    for (MeasurementProvider<?> provider :
        new MeasurementProvider<?>[] {
          new TokenNormsProvider(),
          new TokenGroupSimilarityProvider(),
          new LdaProbeProvider(),
          new FiniteActivationsProvider(),
          new LayerHealthProvider(),
          new LayerSketchProvider()
        }) {
      providers.put(provider.type(), provider);
    }
    return providers;
  }

  private static final class SilentListener implements RunListener {
    @Override
    public void line(String text) {}

    @Override
    public void warning(String about, String text) {}

    @Override
    public void environment(String name, String value) {}
  }
}
