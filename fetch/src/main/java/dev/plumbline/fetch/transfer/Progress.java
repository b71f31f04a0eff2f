package dev.plumbline.fetch.transfer;

/** Hears how far a file is. */
@FunctionalInterface
public interface Progress {

  /**
   * Is told how far a file is.
   *
   * @param text which, and how far, in words
   * @param share how much of it is there, from 0 to 1; 0 where that cannot be told
   */
  void at(String text, double share);
}
