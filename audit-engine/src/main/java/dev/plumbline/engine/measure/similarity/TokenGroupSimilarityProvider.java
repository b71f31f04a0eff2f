package dev.plumbline.engine.measure.similarity;

import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import java.util.Set;

/** Provides {@link TokenGroupSimilarity}. */
public final class TokenGroupSimilarityProvider
    implements MeasurementProvider<TokenGroupSimilarity> {

  @Override
  public Class<TokenGroupSimilarity> type() {
    return TokenGroupSimilarity.class;
  }

  @Override
  public Set<Figure> figures() {
    return Set.of(Figure.GROUP_SUMS, Figure.CROPPED_GROUP_SUMS);
  }

  @Override
  public Accumulator<TokenGroupSimilarity> accumulator(LayerRun run) {
    return new TokenGroupSimilarityAccumulator(run);
  }
}
