package dev.plumbline.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.files.TemporaryFolder;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The image of containers: one that the user names, which has to be there, or one of ours, which is
 * built where it is not. No image is ever fetched in the place of one that is named.
 *
 * @param name its name and tag
 * @param dockerfile what it is built from; empty for the user's
 */
record WorkerImage(String name, Optional<String> dockerfile) {

  /** Changes when an image that was built before does not do any more. */
  private static final int REVISION = 1;

  private static final String PREFIX = "plumbline-image-";

  /**
   * Returns the image for a device.
   *
   * @param named what the user named
   * @param device where is measured
   */
  static WorkerImage of(Optional<String> named, Device device) {
    String kind = device.kind() == Device.Kind.CUDA ? "cuda" : "cpu";
    return named
        .map(name -> new WorkerImage(name, Optional.empty()))
        .orElseGet(
            () ->
                new WorkerImage(
                    String.format(
                        "plumbline/worker:%d-java%d-%s",
                        REVISION, Runtime.version().feature(), kind),
                    Optional.of(resource(kind + ".dockerfile"))));
  }

  private static String resource(String file) {
    try (InputStream stream = WorkerImage.class.getResourceAsStream(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells whether the daemon has it. */
  boolean isThere(DockerClient client) {
    try {
      client.inspectImageCmd(name).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  /** Says what to do where a named image is not there; empty where it is, or can be built. */
  Optional<String> refusal(DockerClient client) {
    return dockerfile.isPresent() || isThere(client)
        ? Optional.empty()
        : Optional.of(
            String.format(
                "%s=%s: Docker has no such image: fetch it (docker pull %s) or build it, or leave"
                    + " the parameter out.",
                AuditParameters.CONTAINER_IMAGE, name, name));
  }

  /**
   * Makes sure that the image is there, and builds it if need be, by one thread at a time.
   *
   * @param client talks to the daemon
   * @param log is told when it is built
   * @throws UserError if there is none, and none can be built
   */
  void ensure(DockerClient client, Consumer<String> log) throws IOException {
    synchronized (WorkerImage.class) {
      refusal(client)
          .ifPresent(
              message -> {
                throw new UserError(message);
              });
      if (!isThere(client)) {
        log.accept("building the image " + name + ", once on this machine");
        build(client);
      }
    }
  }

  private void build(DockerClient client) throws IOException {
    try (TemporaryFolder folder =
        TemporaryFolder.make(Path.of(System.getProperty("java.io.tmpdir")), PREFIX)) {
      Path context = Files.createDirectory(folder.path().resolve("context"));
      Path file = Files.writeString(context.resolve("Dockerfile"), dockerfile.orElseThrow());
      client
          .buildImageCmd()
          .withBaseDirectory(context.toFile())
          .withDockerfile(file.toFile())
          .withBuildArg("JAVA", Integer.toString(Runtime.version().feature()))
          .withTags(Set.of(name))
          .exec(new BuildImageResultCallback())
          .awaitImageId();
    } catch (RuntimeException e) {
      throw new UserError(
          String.format(
              "the image %s is not there and cannot be built (%s): where no registry can be reached,"
                  + " build it with tools/images/worker out of this project's checkout, or name"
                  + " one that has a Java runtime: -D%s=….",
              name, Docker.firstLine(e), AuditParameters.CONTAINER_IMAGE),
          e);
    }
  }
}
