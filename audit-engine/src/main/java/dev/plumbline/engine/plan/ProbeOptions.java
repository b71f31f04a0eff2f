package dev.plumbline.engine.plan;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Which position probe is trained.
 *
 * @param kind the probe
 * @param spill the folder for training tokens that do not fit in memory; it need not exist yet
 */
public record ProbeOptions(Kind kind, Path spill) {

  /** The default probe, which keeps no tokens. */
  public static final ProbeOptions LDA = new ProbeOptions(Kind.LDA, temporaryFolder());

  /** The probes. */
  public enum Kind {
    /** Linear discriminant analysis. */
    LDA,
    /** The paper's: one linear layer, trained by Adam. */
    SOFTMAX;

    /** Returns the name that parameters, metrics and reports use. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns where files go if nobody says where. */
  public static Path temporaryFolder() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }
}
