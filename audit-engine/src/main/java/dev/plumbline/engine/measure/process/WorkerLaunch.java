package dev.plumbline.engine.measure.process;

import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.WorkOptions.Containers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What a worker process is started with.
 *
 * @param folder its private folder, which it may write
 * @param arguments the arguments of {@code java}
 * @param classPath the folders and jars of its class path
 * @param reads the files and folders that it reads beside those
 * @param needs what it takes of the machine
 */
public record WorkerLaunch(
    Path folder, List<String> arguments, List<Path> classPath, Set<Path> reads, Needs needs) {

  /** Copies the collections. */
  public WorkerLaunch {
    arguments = List.copyOf(arguments);
    classPath = List.copyOf(classPath);
    reads = Set.copyOf(reads);
  }

  /**
   * What a worker takes of the machine.
   *
   * @param device the device that it measures on
   * @param threads how many threads compute in it
   * @param heap the bytes that its heap may take
   * @param memory the bytes that it may take beside its heap
   * @param containers what its container is made of, and may take, if it is in one
   */
  public record Needs(Device device, int threads, long heap, long memory, Containers containers) {}
}
