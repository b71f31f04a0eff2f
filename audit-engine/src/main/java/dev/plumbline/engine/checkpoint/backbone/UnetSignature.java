package dev.plumbline.engine.checkpoint.backbone;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** How exporters call and type what U-Nets take and return. */
final class UnetSignature {

  static final String NETWORK = "U-Net";

  private static final Map<String, String> FOREIGN =
      Map.ofEntries(
          entry(
              "class_labels", "the class or noise level of a class-conditional U-Net or upscaler"),
          entry("image_embeds", "the image embeddings of an IP-Adapter"),
          entry("controlnet_cond", "the picture a ControlNet is conditioned on"),
          entry("conditioning_scale", "the strength of a ControlNet"),
          entry("encoder_attention_mask", "a mask over the prompt embeddings"),
          entry("attention_mask", "a mask over the tokens"),
          entry("hint", "the picture a ControlNet is conditioned on"),
          entry("added_cond_kwargs", "further conditioning"));

  static final Signature SIGNATURE =
      new Signature(
          NETWORK,
          List.of(
              new InputRule(
                  InputRole.SAMPLE,
                  "FLOAT [N,C,h,w]",
                  InputRule.FLOATS,
                  Set.of(4),
                  List.of(
                      "sample",
                      "latent_model_input",
                      "latents",
                      "noisy_latents",
                      "latent",
                      "hidden_states",
                      "x")),
              new InputRule(
                  InputRole.PROMPT,
                  "FLOAT [N,S,D]",
                  InputRule.FLOATS,
                  Set.of(3),
                  List.of(
                      "encoder_hidden_states",
                      "context",
                      "prompt_embeds",
                      "text_embeddings",
                      "hidden_states")),
              new InputRule(
                  InputRole.TIMESTEP,
                  "a FLOAT or INT64 scalar, [1] or [N]",
                  InputRule.NUMBERS,
                  Set.of(0, 1),
                  List.of("timestep", "timesteps", "t")),
              new InputRule(
                  InputRole.POOLED_PROMPT,
                  "FLOAT [N,D]",
                  InputRule.FLOATS,
                  Set.of(2),
                  List.of("text_embeds", "add_text_embeds", "pooled_prompt_embeds")),
              new InputRule(
                  InputRole.TIME_IDS,
                  "FLOAT [N,6] or [N,5]",
                  InputRule.NUMBERS,
                  Set.of(2),
                  List.of("time_ids", "add_time_ids")),
              new InputRule(
                  InputRole.GUIDANCE,
                  "FLOAT [N,W]",
                  InputRule.FLOATS,
                  Set.of(2),
                  List.of("timestep_cond", "w_embedding"))),
          List.of(InputRole.SAMPLE, InputRole.PROMPT, InputRole.TIMESTEP),
          "additional_residual",
          FOREIGN,
          List.of("out_sample", "noise_pred", "latent", "sample", "output", "noise_prediction"));

  private UnetSignature() {}
}
