package dev.plumbline.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The process whose a container is. It is told from others by when it began, and only among those
 * that are seen from here: on this machine since it was started, in this name space of processes.
 *
 * @param place the machine and the name space
 * @param pid the process's number
 * @param began when it began, in ticks
 */
record Owner(String place, long pid, String began) {

  /** The label of every container of workers. */
  static final String LABEL = "dev.plumbline.worker.owner";

  private static final int TICKS_FIELD = 19;

  /** Returns this process. */
  static Owner self() throws IOException {
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    Path space = Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    long pid = ProcessHandle.current().pid();
    return new Owner(boot + " " + space, pid, began(pid));
  }

  /** Returns the label's value. */
  String label() {
    return place + " " + pid + " " + began;
  }

  /** Tells whether a label is of a process that would be seen here, and is not there any more. */
  boolean isGone(String label) {
    String[] parts = label.split(" ", -1);
    if (parts.length != 4 || !place.equals(parts[0] + " " + parts[1])) {
      return false;
    }
    try {
      return !began(Long.parseLong(parts[2])).equals(parts[3]);
    } catch (IOException e) {
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** What follows the name, which may have spaces and brackets in it, is numbers. */
  private static String began(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[TICKS_FIELD];
  }

  /** Removes the containers that killed processes have left. */
  void removeLeftovers(DockerClient client) {
    List<Container> workers =
        client.listContainersCmd().withShowAll(true).withLabelFilter(List.of(LABEL)).exec();
    for (Container worker : workers) {
      if (isGone(worker.getLabels().getOrDefault(LABEL, ""))) {
        remove(client, worker.getId());
      }
    }
  }

  private static void remove(DockerClient client, String container) {
    try {
      client.removeContainerCmd(container).withForce(true).exec();
    } catch (RuntimeException e) {
      return; // it is being removed, or the next run tries again
    }
  }
}
