package dev.plumbline.engine.measure.norms;

import dev.plumbline.api.TokenNorms;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import java.util.Set;

/** Provides {@link TokenNorms}. */
public final class TokenNormsProvider implements MeasurementProvider<TokenNorms> {

  @Override
  public Class<TokenNorms> type() {
    return TokenNorms.class;
  }

  @Override
  public Set<Figure> figures() {
    return Set.of(Figure.NORMS);
  }

  @Override
  public Accumulator<TokenNorms> accumulator(LayerRun run) {
    return new TokenNormsAccumulator(run.shape());
  }
}
