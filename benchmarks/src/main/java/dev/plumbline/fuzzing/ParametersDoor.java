package dev.plumbline.fuzzing;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.LayerName;
import dev.plumbline.engine.config.AuditConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;

/** Configuration parameters: lines {@code name=value}, names without the prefix of audits. */
final class ParametersDoor {

  private ParametersDoor() {}

  static boolean open(byte[] input, Path folder, Said said) {
    AuditConfiguration configuration =
        new AuditConfiguration(parameters(input, folder), Optional.empty());
    configuration.problems().forEach(said::note);
    List<LayerName> layers = List.of(new LayerName("mid_block"), new LayerName("conv_out"));
    configuration.layers(layers);
    configuration.timesteps(List.of(50));
    configuration.coverage();
    configuration.facts(1);
    configuration.passesOver();
    return configuration.problems().isEmpty();
  }

  private static ConfigurationParameters parameters(byte[] input, Path folder) {
    Map<String, String> map = new HashMap<>();
    map.put(AuditParameters.BASE_DIR, folder.toString());
    new String(input, StandardCharsets.UTF_8)
        .lines()
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              if (equals >= 0) {
                map.put(
                    AuditParameters.PREFIX + line.substring(0, equals), line.substring(equals + 1));
              }
            });
    return LauncherDiscoveryRequestBuilder.request()
        .enableImplicitConfigurationParameters(false)
        .configurationParameters(map)
        .build()
        .getConfigurationParameters();
  }
}
