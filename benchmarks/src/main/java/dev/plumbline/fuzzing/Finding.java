package dev.plumbline.fuzzing;

/** Something that the engine must not do, whatever it is given. */
final class Finding extends AssertionError {

  private static final long serialVersionUID = 1;

  Finding(String message) {
    super(message);
  }
}
