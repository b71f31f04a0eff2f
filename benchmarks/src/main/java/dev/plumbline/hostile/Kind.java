package dev.plumbline.hostile;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of hostile models and inputs. */
enum Kind {
  /** A graph's bytes. */
  GRAPH_BYTES(true, "bytes of the graph", ModelKinds.bytes()),
  /** The bytes of weights beside the graph. */
  WEIGHT_BYTES(true, "bytes of the weights' file", ModelKinds::weights),
  /** Where the graph says that its weights are. */
  LOCATIONS(true, "places of weights", ModelKinds.ofExternal(ModelEdits::location)),
  /** Who reads what. */
  WIRES(true, "wires, circles among them", ModelKinds.of(ModelEdits::wire)),
  /** Nodes and operators. */
  NODES(true, "nodes and operators", ModelKinds.of(ModelEdits::node)),
  /** Attributes of nodes. */
  ATTRIBUTES(true, "attributes", ModelKinds.of(ModelEdits::attribute)),
  /** Sizes of weights, inputs and outputs. */
  SIZES(true, "sizes", ModelKinds.of(ModelEdits::size)),
  /** Types of weights and inputs. */
  TYPES(true, "types", ModelKinds.of(ModelEdits::type)),
  /** Names of anything. */
  NAMES(true, "names", ModelKinds.of(ModelEdits::name)),
  /** Versions of the format and of operators. */
  VERSIONS(true, "versions", ModelKinds.of(ModelEdits::version)),
  /** Subgraphs in subgraphs. */
  NESTED(true, "nested subgraphs", ModelKinds.of(NestedEdits::nested)),
  /** Functions that call functions. */
  FUNCTIONS(true, "functions that call functions", ModelKinds.of(NestedEdits::functions)),
  /** Loops without end. */
  ENDLESS(true, "loops without end", ModelKinds.of(NestedEdits::endless)),
  /** The files of a pipeline beside its graph, and what is in the place of files. */
  PIPELINE(true, "files of a pipeline", ModelKinds::files),

  /** Latents by NumPy. */
  LATENTS_NPY(
      false, "latents, .npy", InputKinds.bytes(Materials.LATENTS_NPY, AuditParameters.LATENTS)),
  /** Latents by safetensors. */
  LATENTS_SAFETENSORS(
      false,
      "latents, .safetensors",
      InputKinds.headed(Materials.LATENTS_SAFETENSORS, AuditParameters.LATENTS)),
  /** Prompt embeddings. */
  PROMPT(false, "prompt embeddings", InputKinds.bytes(Materials.PROMPT, AuditParameters.PROMPT)),
  /** Photographs. */
  PICTURES(false, "photographs", InputKinds::pictures),
  /** Folders of photographs. */
  FOLDERS(false, "folders of photographs", InputKinds::folders),
  /** Bounds. */
  BOUNDS(false, "bounds", InputKinds.text(Materials.BOUNDS, AuditParameters.BOUNDS)),
  /** Accepted violations. */
  FROZEN(false, "accepted violations", InputKinds.text(Materials.FROZEN, AuditParameters.FROZEN)),
  /** The metrics of a baseline. */
  BASELINE(false, "baselines", InputKinds.baseline(".csv")),
  /** What images gave to a baseline. */
  CONTRIBUTIONS(
      false, "contributions of baselines", InputKinds.baseline(".contributions.jsonl.gz")),
  /** Sketches of a baseline. */
  SKETCHES(false, "sketches of baselines", InputKinds.baseline(".sketches.jsonl.gz")),
  /** Parameters. */
  PARAMETERS(false, "parameters", InputKinds::parameters);

  private final boolean isModel;
  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // edits have no state
  private final Edit edit;

  Kind(boolean isModel, String title, Edit edit) {
    this.isModel = isModel;
    this.title = title;
    this.edit = edit;
  }

  boolean isModel() {
    return isModel;
  }

  /** Returns what tables call it. */
  String title() {
    return title;
  }

  Edit edit() {
    return edit;
  }

  /** Returns what parameters call it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the kinds of models, or those of inputs. */
  static List<Kind> of(boolean models) {
    return Arrays.stream(values()).filter(kind -> kind.isModel == models).toList();
  }

  /**
   * Returns the kind of a label.
   *
   * @throws UserError if there is none
   */
  static Kind labelled(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "hostile.kind: there is no '"
                        + label
                        + "'; there are "
                        + String.join(", ", Arrays.stream(values()).map(Kind::label).toList())
                        + "."));
  }
}
