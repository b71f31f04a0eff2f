package dev.plumbline.docs;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import java.util.List;

/**
 * The measurement of its own that docs/extending.md makes: the largest magnitude of any channel.
 */
// docs:begin
public record ChannelMaxima(Metric largest) implements Measurement {

  @Override
  public List<Metric> metrics() {
    return List.of(largest);
  }
}
// docs:end
