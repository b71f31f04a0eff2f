package dev.plumbline.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import java.util.List;

/** The containers of workers that a daemon has. */
final class Workers {

  private Workers() {}

  /** Returns a client of the daemon. */
  static DockerClient client() {
    return Docker.here().client();
  }

  /** Returns the containers of workers that are there, running or not. */
  static List<Container> there() {
    return client()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(List.of(Owner.LABEL))
        .exec();
  }

  /** Waits until there is no worker's container. */
  static boolean areGoneWithin(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (!there().isEmpty() && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    return there().isEmpty();
  }
}
