package dev.plumbline.common;

import java.util.Map;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;

/** The built-in audits, to be run as users run them. */
public final class BuiltInAudits {

  private static final String PACKAGE = "dev.plumbline.audits";

  private BuiltInAudits() {}

  /** Returns what asks a launcher for all of them, with parameters. */
  public static LauncherDiscoveryRequest request(Map<String, String> parameters) {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectPackage(PACKAGE))
        .filters(EngineFilter.includeEngines("model-audit"))
        .configurationParameters(parameters)
        .build();
  }
}
