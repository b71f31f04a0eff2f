package dev.plumbline.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Info;
import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.UserError;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/**
 * The Docker of this machine, where Testcontainers finds it. Of Testcontainers only that is used:
 * its containers have no input, and those that remove what is left need an image and the daemon's
 * socket.
 *
 * @param client talks to the daemon
 * @param socket the daemon's socket
 */
record Docker(DockerClient client, Path socket) {

  private static final String INSTEAD =
      ", or measure in worker processes: -D" + AuditParameters.EXECUTOR + "=process.";

  private static Docker found;

  /**
   * Returns it.
   *
   * @throws UserError if there is none, or one that cannot be used; each time again
   */
  static synchronized Docker here() {
    if (found == null) {
      found = find();
    }
    return found;
  }

  private static Docker find() {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
      throw new UserError(
          AuditParameters.EXECUTOR + "=container measures on Linux alone: run there" + INSTEAD);
    }
    TransportConfig config;
    DockerClient client;
    Info info;
    try {
      config = DockerClientFactory.instance().getTransportConfig();
      client = DockerClientProviderStrategy.getClientForConfig(config);
      info = client.infoCmd().exec();
    } catch (RuntimeException | LinkageError e) {
      throw new UserError(
          String.format(
              "%s=container needs Docker, and none answers (%s): start its daemon, see that you may"
                  + " use its socket, or name that in DOCKER_HOST%s",
              AuditParameters.EXECUTOR, firstLine(e), INSTEAD),
          e);
    }
    return usable(config.getDockerHost(), client, info);
  }

  private static Docker usable(URI host, DockerClient client, Info info) {
    if (!"unix".equals(host.getScheme())) {
      throw new UserError(
          String.format(
              "%s=container mounts files of this machine, and Docker is at %s: name a socket of this"
                  + " machine in DOCKER_HOST%s",
              AuditParameters.EXECUTOR, host, INSTEAD));
    }
    List<String> security = Objects.requireNonNullElse(info.getSecurityOptions(), List.of());
    if (security.stream()
        .anyMatch(option -> option.contains("rootless") || option.contains("userns"))) {
      throw new UserError(
          String.format(
              "%s=container needs a Docker whose users are those of this machine, and this one maps"
                  + " them to others (%s): name another one in DOCKER_HOST%s",
              AuditParameters.EXECUTOR, String.join(", ", security), INSTEAD));
    }
    return new Docker(client, Path.of(host.getPath()));
  }

  /** Returns the first line of what went wrong, without an end of its own. */
  static String firstLine(Throwable failure) {
    String text = String.valueOf(failure.getMessage()).strip();
    String line = text.lines().findFirst().orElse("");
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
