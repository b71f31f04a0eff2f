package dev.plumbline.engine.input.encoders;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.plumbline.engine.plan.LfsPointer;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.NativeThread;
import dev.plumbline.engine.runtime.OverdueException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * An encoder that is opened, on a thread of its own: one that never comes back costs those who wait
 * for it no more than their patience.
 */
final class EncoderSession implements AutoCloseable {

  /** One run of an encoder, with all that it needs: inputs are made, and outputs copied, in it. */
  @FunctionalInterface
  interface Run<T> {
    T of(OrtSession session, OrtSession.RunOptions options) throws OrtException;
  }

  private final String name;
  private final Path model;
  private final ModelOpener opener;
  private final String remedy;
  private final NativeThread thread;
  private OrtSession session;

  private EncoderSession(String what, Path model, ModelOpener opener, String remedy) {
    this.name = String.format("The %s %s", what, model);
    this.model = model;
    this.opener = opener;
    this.remedy = remedy;
    this.thread = new NativeThread(what);
  }

  /**
   * Opens a model, and says which one could not be opened.
   *
   * @param what what the model is, in a message: "VAE encoder"
   * @param model its file
   * @param opener opens it
   * @param remedy what to give instead
   * @throws UserError if it cannot be opened, or not in time
   */
  static EncoderSession open(String what, Path model, ModelOpener opener, String remedy) {
    LfsPointer.refuse(model);
    EncoderSession opened = new EncoderSession(what, model, opener, remedy);
    try {
      opened.session =
          opened.thread.call(
              opened.name + " was not loaded",
              () -> opener.open(model),
              () -> {},
              opener.patience());
      return opened;
    } catch (OrtException | UserError e) {
      opened.thread.close();
      refusePointersBeside(model);
      throw new UserError(
          String.format(
              "%s cannot be loaded (%s). Export it again, or give %s.",
              opened.name, e.getMessage(), remedy),
          e);
    } catch (OverdueException e) {
      opened.thread.close();
      throw opened.late(e);
    }
  }

  /** ONNX Runtime does not say of what is beside a model what it found in its place. */
  private static void refusePointersBeside(Path model) {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(model.toAbsolutePath().getParent())) {
      files.forEach(LfsPointer::refuse);
    } catch (IOException | DirectoryIteratorException e) {
      return; // then it is said why the model could not be loaded
    }
  }

  Set<String> inputNames() {
    return session.getInputNames();
  }

  Set<String> outputNames() {
    return session.getOutputNames();
  }

  /** The one input of the model, if it has just one and that is a tensor. */
  Optional<TensorInfo> onlyInput() throws OrtException {
    if (session.getInputInfo().size() != 1) {
      return Optional.empty();
    }
    return session.getInputInfo().values().iterator().next().getInfo() instanceof TensorInfo tensor
        ? Optional.of(tensor)
        : Optional.empty();
  }

  /**
   * Runs the model.
   *
   * @param on on what, in a message: "the empty prompt"
   * @param run the run
   * @throws OrtException if it fails
   * @throws UserError if it does not end in time
   */
  <T> T run(String on, Run<T> run) throws OrtException {
    OrtSession.RunOptions options = new OrtSession.RunOptions();
    try {
      return thread.call(
          name + " was not done with " + on,
          () -> run.of(session, options),
          () -> end(options),
          opener.patience());
    } catch (OverdueException e) {
      throw late(e);
    } finally {
      if (!thread.isLost()) {
        options.close();
      }
    }
  }

  private UserError late(OverdueException e) {
    return new UserError(e.getMessage() + ", or give " + remedy + ".", e);
  }

  private static void end(OrtSession.RunOptions options) {
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      return; // then it is given up
    }
  }

  @Override
  public void close() {
    thread.close();
    if (thread.isLost()) {
      return; // it is in use for ever
    }
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("The session of " + model + " cannot be closed", e);
    }
  }
}
