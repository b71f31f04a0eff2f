package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Aggregate;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.baseline.BaselineFile;
import dev.plumbline.engine.fixtures.EveryMetricAudits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a relative bound takes scenes is told by a metric's name: names have to be right. */
class CountedMetricsTest {

  @TempDir Path folder;

  private Audits audits() {
    return Audits.in(folder).of(EveryMetricAudits.class).with("audit.timesteps", 500);
  }

  private boolean isRefused(String metric) throws IOException {
    Path bounds =
        Files.writeString(
            folder.resolve("b.csv"),
            "audit,metric,layer,timestep,at_least,at_most,note\n*," + metric + ",*,*,,base + 9,\n");
    Outcomes outcomes =
        audits()
            .with("audit.checkpoint", "base=" + Audits.TINY + ",tiny=" + Audits.TINY)
            .with("audit.bounds", bounds)
            .with("audit.dry-run", true)
            .run();
    return outcomes.console().contains("This run has 2 scenes");
  }

  @Test
  void meansOverScenesAndNoOtherMetricsTakeScenes() throws IOException {
    audits().with("audit.baseline", "baselines").with("audit.baseline.mode", "record").run();
    Collection<Metric> metrics =
        BaselineFile.read(folder.resolve("baselines/tiny.csv")).metrics().values().stream()
            .filter(Metric::isApplicable) // of others nothing is known of images
            .toList();

    assertThat(metrics).hasSizeGreaterThan(20);
    for (Metric metric : metrics) {
      boolean isMean =
          metric
              .contributions()
              .map(Contributions::aggregate)
              .filter(Aggregate.RATIO::equals)
              .isPresent();
      assertThat(isRefused(metric.name())).as(metric.name()).isEqualTo(isMean);
    }
    assertThat(isRefused("norm.*")).isTrue();
    assertThat(isRefused("norm.max_*")).isFalse();
    assertThat(isRefused("some.metric_of_ones_own")).isTrue();
  }
}
