package dev.plumbline.reports.explorer;

import dev.plumbline.api.report.Exploration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds where in an exploration each phenomenon is to be seen best, from the representations
 * themselves. Those with values that are not finite are passed over, and small grids where there
 * are larger ones.
 */
final class Presets {

  /** A grid of fewer tokens a side shows little. */
  private static final int LARGE = 8;

  private final Exploration exploration;
  private final int images;
  private Candidate position = Candidate.NONE;
  private Candidate corner = Candidate.NONE;
  private Candidate norm = Candidate.NONE;

  /** A view, how well it shows the phenomenon, and two figures for people. */
  private record Candidate(
      double score,
      double figure,
      double against,
      int representation,
      int image,
      int other,
      int token) {

    static final Candidate NONE = new Candidate(Double.NEGATIVE_INFINITY, 0, 0, 0, 0, 0, 0);

    Candidate orBetter(Candidate candidate) {
      return candidate.score > score ? candidate : this; // NaN is never better
    }

    Optional<Candidate> found() {
      return equals(NONE) ? Optional.empty() : Optional.of(this);
    }
  }

  private Presets(Exploration exploration) {
    this.exploration = exploration;
    this.images = exploration.images().size();
  }

  /** Returns a preset for each phenomenon that can be shown. */
  static List<Preset> of(Exploration exploration) {
    Presets presets = new Presets(exploration);
    boolean anyLarge = exploration.representations().stream().anyMatch(Presets::isLarge);
    for (int i = 0; i < exploration.representations().size(); i++) {
      Exploration.Representation representation = exploration.representations().get(i);
      if (isLarge(representation) || !anyLarge) {
        presets.look(representation, i);
      }
    }
    return presets.found();
  }

  private static boolean isLarge(Exploration.Representation representation) {
    return representation.height() >= LARGE && representation.width() >= LARGE;
  }

  private void look(Exploration.Representation representation, int number) {
    List<Tokens> centred = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      Tokens tokens = Tokens.of(representation, image);
      norm = norm.orBetter(norm(tokens, number, image));
      corner = corner.orBetter(corner(representation, tokens.units(), number, image));
      centred.add(tokens.centred().units());
    }
    for (int image = 0; image < images; image++) {
      for (int other = image + 1; other < images; other++) {
        position =
            position.orBetter(
                position(
                    representation, centred.get(image), centred.get(other), number, image, other));
      }
    }
  }

  private Candidate norm(Tokens tokens, int number, int image) {
    double[] norms = tokens.norms();
    double sum = 0;
    int largest = 0;
    for (int t = 0; t < norms.length; t++) {
      sum += norms[t];
      largest = norms[t] > norms[largest] ? t : largest;
    }
    double relative = norms[largest] / (sum / norms.length);
    return new Candidate(relative, relative, 1, number, image, next(image), largest);
  }

  /** How much more alike the corners are than any two tokens. */
  private Candidate corner(
      Exploration.Representation representation, Tokens units, int number, int image) {
    int width = representation.width();
    int last = units.count() - 1;
    int[] corners = {0, width - 1, last - width + 1, last};
    double ofCorners = 0;
    for (int a = 0; a < corners.length; a++) {
      for (int b = a + 1; b < corners.length; b++) {
        ofCorners += units.product(corners[a], units.token(corners[b]));
      }
    }
    ofCorners /= 6;
    double ofAll = meanOfPairs(units);
    return new Candidate(ofCorners - ofAll, ofCorners, ofAll, number, image, next(image), 0);
  }

  private static double meanOfPairs(Tokens units) {
    double[] sum = units.sum();
    double same = 0;
    for (double norm : units.norms()) {
      same += norm * norm;
    }
    double all = 0;
    for (double component : sum) {
      all += component * component;
    }
    return (all - same) / ((double) units.count() * (units.count() - 1));
  }

  /** How much more alike tokens in one place of two images are than tokens in different places. */
  private static Candidate position(
      Exploration.Representation representation,
      Tokens one,
      Tokens two,
      int number,
      int image,
      int other) {
    int count = one.count();
    double[] sum = two.sum();
    double same = 0;
    double all = 0;
    int best = 0;
    double bestContrast = Double.NEGATIVE_INFINITY;
    for (int t = 0; t < count; t++) {
      double here = one.product(t, two.token(t));
      double everywhere = one.product(t, sum);
      same += here;
      all += everywhere;
      double contrast = here - everywhere / count;
      if (contrast > bestContrast && isInside(representation, t)) {
        best = t;
        bestContrast = contrast;
      }
    }
    double different = (all - same) / ((double) count * (count - 1));
    same /= count;
    return new Candidate(same - different, same, different, number, image, other, best);
  }

  /** Tells whether a token is away from the border, where its place is easily told. */
  private static boolean isInside(Exploration.Representation representation, int token) {
    int row = token / representation.width();
    int column = token % representation.width();
    int margin = Math.min(representation.height(), representation.width()) / 4;
    return row >= margin
        && row < representation.height() - margin
        && column >= margin
        && column < representation.width() - margin;
  }

  /** The image beside another one: the next, or the same if it is the only one. */
  private int next(int image) {
    return (image + 1) % images;
  }

  private List<Preset> found() {
    return Stream.of(
            position.found().map(this::ofPosition),
            corner.found().map(this::ofCorners),
            norm.found().map(this::ofNorms))
        .flatMap(Optional::stream)
        .toList();
  }

  private Preset ofPosition(Candidate view) {
    return preset(
        "Positional embedding",
        String.format(
            Locale.ROOT,
            "In %s the same place in both images has a mean-centred cosine of %s on average,"
                + " different places %s. A token tells where it is, whatever the images show: see"
                + " how the other image is light around the outlined place.",
            where(view),
            hundredths(view.figure()),
            hundredths(view.against())),
        view,
        "centred");
  }

  private Preset ofCorners(Candidate view) {
    return preset(
        "Corner tokens",
        String.format(
            Locale.ROOT,
            "In %s the four corners have a cosine of %s with each other, any two tokens %s on"
                + " average. Corners are alike beyond what the image shows there, often across"
                + " images too.",
            where(view),
            hundredths(view.figure()),
            hundredths(view.against())),
        view,
        "cosine");
  }

  private Preset ofNorms(Candidate view) {
    return preset(
        "High-norm anomalies",
        String.format(
            Locale.ROOT,
            "In %s the outlined token has %.1f times the mean norm of its image, the most among all"
                + " that this page shows of the checkpoint. Compare the photograph: where such a"
                + " token is anomalous, nothing there explains it.",
            where(view),
            view.figure()),
        view,
        "norm");
  }

  private static Preset preset(String title, String text, Candidate view, String similarity) {
    String explanation = text.replace(" -", " −");
    return new Preset(
        title,
        explanation,
        view.representation(),
        view.image(),
        view.other(),
        view.token(),
        similarity);
  }

  /** Writes a figure with two decimals and a minus sign. */
  private static String hundredths(double figure) {
    String text = String.format(Locale.ROOT, "%.2f", figure);
    return text.equals("-0.00") ? "0.00" : text.replace('-', '−');
  }

  private String where(Candidate view) {
    Exploration.Representation shown = exploration.representations().get(view.representation());
    return shown.layer() + " at t=" + shown.timestep();
  }
}
