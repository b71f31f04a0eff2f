package dev.plumbline.engine.unets;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A U-Net as diffusers builds it, with few channels.
 *
 * @param sampleChannels the channels it takes
 * @param widths the channels of its down blocks
 * @param resnets resnets of a down block; an up block has one more
 * @param depths transformer blocks of each attention in each down block, 0 for no attentions
 * @param middle whether it has a middle block
 * @param linear whether attentions project with linear layers instead of convolutions
 * @param contextWidth the width of prompt embeddings
 * @param pooledWidth the width of pooled embeddings, 0 for none
 * @param timeIds how many time ids, 0 for none
 * @param guidanceWidth the width of the guidance embedding, 0 for none
 * @param residuals whether a ControlNet's residuals are added
 */
public record TinyUnet(
    int sampleChannels,
    List<Integer> widths,
    int resnets,
    List<Integer> depths,
    boolean middle,
    boolean linear,
    int contextWidth,
    int pooledWidth,
    int timeIds,
    int guidanceWidth,
    boolean residuals) {

  /** The latents' channels. */
  public static final int LATENT_CHANNELS = 4;

  static final int TIME_ID_WIDTH = 8;
  private static final int GROUPS = 4;
  private static final int HEADS = 2;

  private static final List<Integer> FOUR = List.of(8, 16, 16, 16);

  /** Stable Diffusion 1.x. */
  public static TinyUnet sd1() {
    return new TinyUnet(4, FOUR, 2, List.of(1, 1, 1, 0), true, false, 16, 0, 0, 0, false);
  }

  /** Stable Diffusion 2.x and SD-Turbo. */
  public static TinyUnet sd2() {
    return new TinyUnet(4, FOUR, 2, List.of(1, 1, 1, 0), true, true, 24, 0, 0, 0, false);
  }

  /** SDXL and SDXL-Turbo: three blocks, no attention in the first, deep transformers. */
  public static TinyUnet sdxl() {
    return new TinyUnet(
        4, List.of(8, 16, 16), 2, List.of(0, 2, 3), true, true, 20, 12, 6, 0, false);
  }

  /** SDXL's refiner. */
  public static TinyUnet refiner() {
    return new TinyUnet(4, FOUR, 2, List.of(0, 2, 2, 0), true, true, 12, 12, 5, 0, false);
  }

  /** Distilled as small-sd is: fewer resnets, no middle block. */
  public static TinyUnet distilled() {
    return new TinyUnet(4, FOUR, 1, List.of(1, 1, 1, 0), false, false, 16, 0, 0, 0, false);
  }

  /** A latent consistency model. */
  public static TinyUnet lcm() {
    return new TinyUnet(4, FOUR, 2, List.of(1, 1, 1, 0), true, false, 16, 0, 0, 10, false);
  }

  /** Stable Diffusion's inpainting U-Net. */
  public static TinyUnet inpainting() {
    return new TinyUnet(9, FOUR, 2, List.of(1, 1, 1, 0), true, false, 16, 0, 0, 0, false);
  }

  /** InstructPix2Pix. */
  public static TinyUnet editing() {
    return new TinyUnet(8, FOUR, 2, List.of(1, 1, 1, 0), true, false, 16, 0, 0, 0, false);
  }

  /** Stable Diffusion 1.x, exported to be steered by a ControlNet. */
  public static TinyUnet controlled() {
    return new TinyUnet(4, FOUR, 2, List.of(1, 1, 1, 0), true, false, 16, 0, 0, 0, true);
  }

  /** Returns the same U-Net for prompt embeddings of another width. */
  public TinyUnet withContext(int width) {
    return new TinyUnet(
        sampleChannels,
        widths,
        resnets,
        depths,
        middle,
        linear,
        width,
        pooledWidth,
        timeIds,
        guidanceWidth,
        residuals);
  }

  /** Returns the channels of the skip connections, which residuals are added to. */
  List<Integer> skipWidths() {
    List<Integer> skips = new ArrayList<>(List.of(widths.get(0)));
    for (int block = 0; block < widths.size(); block++) {
      int more = resnets + (block < widths.size() - 1 ? 1 : 0);
      for (int i = 0; i < more; i++) {
        skips.add(widths.get(block));
      }
    }
    return skips;
  }

  /**
   * The inputs of a U-Net.
   *
   * @param residuals of the skip connections, then of the middle; empty for none
   */
  record Feeds<T>(
      T sample,
      T timestep,
      T context,
      T textEmbeds,
      T timeIds,
      T timestepCond,
      List<T> residuals) {}

  /** Computes the prediction. */
  <T> T predict(UnetOps<T> ops, Feeds<T> feeds) {
    T time = time(ops, feeds);
    List<T> skips = new ArrayList<>();
    T h =
        layer(
            ops,
            "conv_in",
            () -> ops.conv("", feeds.sample(), sampleChannels, widths.get(0), 3, 1));
    skips.add(h);
    int last = widths.size() - 1;
    for (int block = 0; block <= last; block++) {
      h = down(ops, h, time, feeds.context(), block, skips);
    }
    if (residuals) {
      for (int i = 0; i < skips.size(); i++) {
        skips.set(i, ops.add(skips.get(i), feeds.residuals().get(i)));
      }
    }
    if (middle) {
      h = middle(ops, h, time, feeds.context());
    }
    if (residuals) {
      h = ops.add(h, feeds.residuals().get(skips.size()));
    }
    Deque<Skip<T>> stack = new ArrayDeque<>();
    List<Integer> skipWidths = skipWidths();
    for (int i = 0; i < skips.size(); i++) {
      stack.push(new Skip<>(skips.get(i), skipWidths.get(i)));
    }
    int width = widths.get(last);
    for (int block = 0; block <= last; block++) {
      h = up(ops, h, width, time, feeds.context(), block, stack);
      width = widths.get(last - block);
    }
    T normed = ops.groupNorm("conv_norm_out", h, widths.get(0), GROUPS, 1e-5);
    T active = ops.in("conv_act", () -> ops.silu(normed));
    return layer(ops, "conv_out", () -> ops.conv("", active, widths.get(0), LATENT_CHANNELS, 3, 1));
  }

  private record Skip<T>(T value, int width) {}

  private static <T> T layer(UnetOps<T> ops, String module, java.util.function.Supplier<T> body) {
    return ops.in(module, () -> ops.returned(body.get()));
  }

  private int timeWidth() {
    return 4 * widths.get(0);
  }

  private <T> T time(UnetOps<T> ops, Feeds<T> feeds) {
    int size = widths.get(0);
    T sinusoids = ops.in("time_proj", () -> ops.sinusoids(feeds.timestep(), 1, size));
    T time =
        ops.in(
            "time_embedding",
            () -> {
              T conditioned =
                  guidanceWidth == 0
                      ? sinusoids
                      : ops.add(
                          sinusoids,
                          ops.linear(
                              "cond_proj", feeds.timestepCond(), guidanceWidth, size, false));
              return mlp(ops, conditioned, size);
            });
    if (timeIds == 0) {
      return time;
    }
    T ids = ops.in("add_time_proj", () -> ops.sinusoids(feeds.timeIds(), timeIds, TIME_ID_WIDTH));
    T added = ops.join(feeds.textEmbeds(), ids);
    return ops.add(
        time,
        ops.in("add_embedding", () -> mlp(ops, added, pooledWidth + timeIds * TIME_ID_WIDTH)));
  }

  private <T> T mlp(UnetOps<T> ops, T x, int in) {
    T hidden = ops.linear("linear_1", x, in, timeWidth(), true);
    T active = ops.in("act", () -> ops.silu(hidden));
    return ops.linear("linear_2", active, timeWidth(), timeWidth(), true);
  }

  private <T> T down(UnetOps<T> ops, T x, T time, T context, int block, List<T> skips) {
    return ops.in(
        "down_blocks." + block,
        () -> {
          T h = x;
          int in = widths.get(Math.max(block - 1, 0));
          int out = widths.get(block);
          for (int i = 0; i < resnets; i++) {
            h = resnet(ops, "resnets." + i, h, time, i == 0 ? in : out, out);
            h = attend(ops, "attentions." + i, h, context, out, depths.get(block));
            skips.add(h);
          }
          if (block < widths.size() - 1) {
            T full = h;
            h = layer(ops, "downsamplers.0", () -> ops.conv("conv", full, out, out, 3, 2));
            skips.add(h);
          }
          return h;
        });
  }

  private <T> T middle(UnetOps<T> ops, T x, T time, T context) {
    int width = widths.get(widths.size() - 1);
    int depth = depths.stream().filter(d -> d > 0).reduce((a, b) -> b).orElse(0);
    return ops.in(
        "mid_block",
        () -> {
          T h = resnet(ops, "resnets.0", x, time, width, width);
          h = attend(ops, "attentions.0", h, context, width, depth);
          return resnet(ops, "resnets.1", h, time, width, width);
        });
  }

  private <T> T up(
      UnetOps<T> ops, T x, int in, T time, T context, int block, Deque<Skip<T>> skips) {
    int level = widths.size() - 1 - block;
    int out = widths.get(level);
    return ops.in(
        "up_blocks." + block,
        () -> {
          T h = x;
          for (int i = 0; i <= resnets; i++) {
            Skip<T> skip = skips.pop();
            T joined = ops.join(h, skip.value());
            h = resnet(ops, "resnets." + i, joined, time, (i == 0 ? in : out) + skip.width(), out);
            h = attend(ops, "attentions." + i, h, context, out, depths.get(level));
          }
          if (level > 0) {
            T small = h;
            h =
                layer(
                    ops,
                    "upsamplers.0",
                    () -> ops.conv("conv", ops.doubled(small), out, out, 3, 1));
          }
          return h;
        });
  }

  private <T> T resnet(UnetOps<T> ops, String module, T x, T time, int in, int out) {
    return layer(
        ops,
        module,
        () -> {
          T first = ops.groupNorm("norm1", x, in, GROUPS, 1e-5);
          T one = ops.conv("conv1", ops.in("nonlinearity", () -> ops.silu(first)), in, out, 3, 1);
          T vector =
              ops.linear(
                  "time_emb_proj",
                  ops.in("nonlinearity_1", () -> ops.silu(time)),
                  timeWidth(),
                  out,
                  true);
          T second = ops.groupNorm("norm2", ops.addEverywhere(one, vector), out, GROUPS, 1e-5);
          T two =
              ops.conv("conv2", ops.in("nonlinearity_2", () -> ops.silu(second)), out, out, 3, 1);
          T shortcut = in == out ? x : ops.conv("conv_shortcut", x, in, out, 1, 1);
          return ops.unscaled(ops.add(shortcut, two));
        });
  }

  private <T> T attend(UnetOps<T> ops, String module, T x, T context, int width, int depth) {
    if (depth == 0) {
      return x;
    }
    return layer(
        ops,
        module,
        () -> {
          T normed = ops.groupNorm("norm", x, width, GROUPS, 1e-6);
          T h =
              linear
                  ? ops.linear("proj_in", ops.tokens(normed), width, width, true)
                  : ops.tokens(ops.conv("proj_in", normed, width, width, 1, 1));
          for (int i = 0; i < depth; i++) {
            T in = h;
            h = ops.in("transformer_blocks." + i, () -> transformer(ops, in, context, width));
          }
          T out =
              linear
                  ? ops.images(ops.linear("proj_out", h, width, width, true), x, width)
                  : ops.conv("proj_out", ops.images(h, x, width), width, width, 1, 1);
          return ops.add(out, x);
        });
  }

  private <T> T transformer(UnetOps<T> ops, T x, T context, int width) {
    T one = ops.layerNorm("norm1", x, width);
    T h = ops.add(ops.in("attn1", () -> heads(ops, one, one, width, width)), x);
    T two = ops.layerNorm("norm2", h, width);
    h = ops.add(ops.in("attn2", () -> heads(ops, two, context, width, contextWidth)), h);
    T three = ops.layerNorm("norm3", h, width);
    T fed =
        ops.in(
            "ff",
            () -> {
              T gated =
                  ops.in(
                      "net.0",
                      () ->
                          ops.geglu(ops.linear("proj", three, width, 8 * width, true), 4 * width));
              return ops.linear("net.2", gated, 4 * width, width, true);
            });
    return ops.add(fed, h);
  }

  private static <T> T heads(UnetOps<T> ops, T x, T context, int width, int contextWidth) {
    T query = ops.linear("to_q", x, width, width, false);
    T key = ops.linear("to_k", context, contextWidth, width, false);
    T value = ops.linear("to_v", context, contextWidth, width, false);
    return ops.linear(
        "to_out.0", ops.attention(query, key, value, HEADS, width), width, width, true);
  }
}
