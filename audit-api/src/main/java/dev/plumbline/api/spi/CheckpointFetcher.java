package dev.plumbline.api.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Fetches checkpoints that lie elsewhere, before anything of them is opened. Registered as a
 * service ({@link java.util.ServiceLoader}); the first that knows a location is asked.
 */
public interface CheckpointFetcher {

  /**
   * What the user said about fetching.
   *
   * @param cache the folder that fetched files are kept in; empty for the usual one
   * @param offline whether nothing may be fetched, so that only what is kept is used
   * @param s3Endpoint the URL that stands in the place of Amazon's for {@code s3://}
   */
  record Settings(Optional<Path> cache, boolean offline, Optional<String> s3Endpoint) {}

  /**
   * A checkpoint that was fetched.
   *
   * @param path a pipeline folder, a U-Net folder or an {@code .onnx} file; absolute
   * @param stoodFor what the location stood for, for people: a commit, a hash. It says no secret
   */
  record Fetched(Path path, String stoodFor) {}

  /** Who asks for a checkpoint. */
  interface Host {

    /**
     * A line for people who wait.
     *
     * @param text the line
     */
    void line(String text);

    /**
     * How far the file is that is being fetched, for people who wait; the next says it again.
     *
     * @param text what is being fetched, in words
     * @param share how much of it is there, from 0 to 1; 0 where that cannot be told
     */
    void progress(String text, double share);

    /**
     * Says which files beside a model hold its weights.
     *
     * @param model the model's {@code .onnx} file
     * @return their names, relative to the model's folder, as the model says them; not to be
     *     trusted
     * @throws IOException if it is no model; the message is for people
     */
    Set<String> dataOf(Path model) throws IOException;
  }

  /**
   * Tells whether this fetches what a location names.
   *
   * @param location such as {@code hf://org/name}
   */
  boolean fetches(String location);

  /**
   * Fetches a checkpoint: those of its files that audits read.
   *
   * @param location a location that this fetches
   * @param settings what the user said about fetching
   * @param host who asks
   * @return where it lies now
   * @throws IOException if it cannot be had; the message is for people: what, where, what to do
   */
  Fetched fetch(String location, Settings settings, Host host) throws IOException;
}
