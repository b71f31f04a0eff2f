package dev.plumbline.engine.checkpoint.backbone;

/** What an input of a network is for, in the order in which messages name them. */
enum InputRole {
  /** What the network is to denoise. */
  SAMPLE,
  TIMESTEP,
  /** An embedding for each token of the prompt. */
  PROMPT,
  /** One embedding for the whole prompt. */
  POOLED_PROMPT,
  /** The sizes that SDXL is conditioned on. */
  TIME_IDS,
  /** An embedding of the guidance scale. */
  GUIDANCE
}
