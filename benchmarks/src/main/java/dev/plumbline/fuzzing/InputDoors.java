package dev.plumbline.fuzzing;

import dev.plumbline.engine.input.InputLoader;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.encoders.EncoderFiles;
import dev.plumbline.engine.input.encoders.SharedEncodings;
import dev.plumbline.engine.input.files.NpyRows;
import dev.plumbline.engine.input.latents.AddedConditioning;
import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.input.latents.SampleLayout;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.Split;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a network is run on: arrays and configs. The same file is handed in as everything that it
 * could be, each time beside files that are as they should be.
 */
final class InputDoors {

  private static final int CHANNELS = 4;
  private static final int SIDE = 2;
  private static final int TOKENS = 3;
  private static final int WIDTH = 2;
  private static final int ROWS = 2;

  private static final Optional<Path> NONE = Optional.empty();

  /** A network that takes pooled embeddings too, and leaves the size of latents open. */
  private static final Geometry GEOMETRY =
      new Geometry(
          CHANNELS,
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.of(WIDTH),
          OptionalInt.empty(),
          SampleLayout.LATENTS,
          new AddedConditioning(true, OptionalInt.of(WIDTH), 6, 0),
          0);

  private static final EncoderFiles NO_ENCODERS =
      new EncoderFiles(NONE, NONE, NONE, NONE, NONE, NONE, Optional.empty());

  private final Inputs good;
  private final Said said;

  private InputDoors(Path folder, Said said) throws IOException {
    this.said = said;
    good =
        new Inputs(
            folder.resolve("images"),
            Optional.of(array(folder.resolve("good-latents.npy"), ROWS, CHANNELS, SIDE, SIDE)),
            ROWS,
            1,
            new Inputs.Noise(Inputs.Noise.Kind.INDEPENDENT, NONE),
            Optional.of(array(folder.resolve("good-prompt.npy"), 1, TOKENS, WIDTH)),
            Split.HASH,
            Optional.of(array(folder.resolve("good-pooled.npy"), 1, WIDTH)),
            1);
  }

  private static Path array(Path file, int rows, int... shape) throws IOException {
    if (Files.notExists(file)) {
      int size = 1;
      for (int dimension : shape) {
        size *= dimension;
      }
      try (NpyRows array = new NpyRows(file, rows, shape)) {
        for (int row = 0; row < rows; row++) {
          float[] values = new float[size];
          for (int i = 0; i < size; i++) {
            values[i] = (float) Math.sin(1.0 + row * size + i);
          }
          array.add(values);
        }
        array.finish();
      }
    }
    return file;
  }

  static boolean npy(byte[] input, Path folder, Said said) throws IOException {
    return new InputDoors(folder, said).array(Files.write(folder.resolve("array.npy"), input));
  }

  static boolean safetensors(byte[] input, Path folder, Said said) throws IOException {
    return new InputDoors(folder, said)
        .array(Files.write(folder.resolve("array.safetensors"), input));
  }

  private boolean array(Path file) {
    Optional<Path> given = Optional.of(file);
    boolean accepted = takes(with(given, good.prompt(), good.pooledPrompt()), NO_ENCODERS);
    accepted |= takes(with(good.latents(), given, good.pooledPrompt()), NO_ENCODERS);
    accepted |= takes(with(good.latents(), good.prompt(), given), NO_ENCODERS);
    accepted |= takes(good.withNoise(new Inputs.Noise(Inputs.Noise.Kind.FILE, given)), NO_ENCODERS);
    return accepted;
  }

  private Inputs with(Optional<Path> latents, Optional<Path> prompt, Optional<Path> pooled) {
    return new Inputs(
        good.images(),
        latents,
        good.samples(),
        good.seed(),
        good.noise(),
        prompt,
        good.split(),
        pooled,
        good.folds());
  }

  /** Configs of the scheduler, of the VAE, and of a text encoder whose model is not opened. */
  static boolean configs(byte[] input, Path folder, Said said) throws IOException {
    InputDoors doors = new InputDoors(folder, said);
    Optional<Path> config = Optional.of(Files.write(folder.resolve("config.json"), input));
    Optional<Path> model = Optional.of(folder.resolve("never-opened.onnx"));
    boolean accepted =
        doors.takes(
            doors.good, new EncoderFiles(NONE, config, NONE, NONE, NONE, config, Optional.empty()));
    doors.takes(
        doors.with(doors.good.latents(), NONE, doors.good.pooledPrompt()),
        new EncoderFiles(NONE, NONE, model, config, config, NONE, Optional.empty()));
    return accepted;
  }

  /** Loads inputs and uses them; what the user is told is said on. */
  private boolean takes(Inputs inputs, EncoderFiles encoders) {
    try {
      SharedEncodings encodings = new SharedEncodings(onnx -> "", said::note);
      InputSet loaded =
          new InputLoader(
                  inputs,
                  encodings,
                  onnx -> {
                    throw new UserError("No model is opened here: " + onnx);
                  },
                  said::note)
              .load(GEOMETRY, encoders);
      for (int i = 0; i < loaded.images().size(); i++) {
        loaded.noisy(i, 0);
      }
      return true;
    } catch (UserError e) {
      said.error(e);
      return false;
    }
  }
}
