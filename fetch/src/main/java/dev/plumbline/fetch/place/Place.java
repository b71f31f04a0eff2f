package dev.plumbline.fetch.place;

import dev.plumbline.fetch.transfer.RemoteFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** Where a checkpoint lies. It is asked in the order of its methods. */
public interface Place extends Closeable {

  /** More files than any checkpoint is among. */
  int MOST_FILES = 100_000;

  /** Returns what the location depends on, by which it is remembered. */
  String key();

  /** Returns the location, for people. */
  String shown();

  /**
   * Finds out what the location stands for now: a commit, a hash. The same text is the same files.
   *
   * @throws IOException if it cannot be found out; the message is for people
   */
  String standsFor() throws IOException;

  /** Returns the folder or file that was named, among the files; empty for the top. */
  String named();

  /**
   * Finds out which files there are.
   *
   * @return the files by their names, with slashes
   * @throws IOException if it cannot be found out; the message is for people
   */
  Map<String, RemoteFile> files() throws IOException;

  /** Gives back what asking took. */
  @Override
  default void close() throws IOException {}
}
