package dev.plumbline.engine;

import dev.plumbline.api.AuditParameters;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The platform asks every engine on the class path, whatever tests there are. */
class WithoutAuditsTest {

  @Test
  void aRunOfOtherEnginesTestsIsNotFailed() {
    EngineTestKit.engine(ModelAuditTestEngine.ID)
        .selectors(DiscoverySelectors.selectClass(WithoutAuditsTest.class))
        .configurationParameter(AuditParameters.TIMESTEPS, "no number, but nobody's business here")
        .execute()
        .allEvents()
        .assertStatistics(events -> events.started(1).succeeded(1).failed(0));
  }
}
