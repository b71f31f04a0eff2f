package dev.plumbline.benchmarks;

import dev.plumbline.engine.measure.OpenedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Counts runs and kernel time from profiles of the bare session and the one with heads. */
final class ProfiledRuns {

  /**
   * Finding shapes may take two runs; with more images than this they cannot be taken for passes.
   */
  private static final int MOST_PREPARING_RUNS = 4;

  private final Setup setup;
  private final Material material;

  ProfiledRuns(Setup setup, Material material) {
    this.setup = setup;
    this.material = material;
  }

  /**
   * Profiles both.
   *
   * @param images on how many images
   * @param report gets the figures
   */
  void run(int images, Report report) throws Exception {
    int repeats = MOST_PREPARING_RUNS / images + 1;
    int passed = images * repeats;
    for (Variant variant : List.of(Variant.BARE, Variant.AUDIT)) {
      KernelProfile profile = profile(variant, setup, images, repeats);
      int passes = profile.runs().size() / passed;
      int counted = passes * passed;
      String label = variant.label();
      report.add(
          Figure.of(
              Phase.PROFILE, "U-Net passes, " + label, images, "per image", Series.of(passes)));
      report.add(
          Figure.of(
              Phase.PROFILE,
              "further runs when the session is opened, " + label,
              images,
              "in all",
              Series.of(profile.runs().size() - counted)));
      report.add(
          Figure.of(
              Phase.PROFILE,
              "kernel time, " + label,
              images,
              "ms/image",
              Series.of(profile.kernelMicros(counted) / 1e3 / passed)));
      if (variant == Variant.AUDIT) {
        report.add(
            Figure.of(
                Phase.PROFILE,
                "kernel time under audit/",
                images,
                "%",
                Series.of(100.0 * profile.addedMicros(counted) / profile.kernelMicros(counted))));
      }
    }
    KernelProfile sketched = profile(Variant.AUDIT, setup.withSketches(), images, repeats);
    int runs = sketched.runs().size();
    report.add(
        Figure.of(
            Phase.PROFILE,
            "kernel time of sketches, measurement with them",
            images,
            "%",
            Series.of(100.0 * sketched.sketchMicros(runs) / sketched.kernelMicros(runs))));
  }

  private KernelProfile profile(Variant variant, Setup setup, int images, int repeats)
      throws Exception {
    Path folder = Files.createTempDirectory(material.folder(), "profile");
    try (OpenedCheckpoint checkpoint =
        setup.open(material.inputs(images), Optional.of(folder.resolve("profile")))) {
      try (Way way = variant.open(setup, checkpoint)) {
        for (int i = 0; i < repeats; i++) {
          way.run();
        }
      }
    }
    return KernelProfile.read(onlyFile(folder));
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      if (all.size() != 1) {
        throw new IOException("Expected one profile of one session in " + folder + ": " + all);
      }
      return all.get(0);
    }
  }
}
