package dev.plumbline.api;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The configuration parameters of an audit run. Each may be given as a system property ({@code
 * -Daudit.checkpoint=…}), as a configuration parameter of the launcher, or in {@code
 * junit-platform.properties}. None is needed.
 */
public final class AuditParameters {

  /** What every parameter's name begins with. */
  public static final String PREFIX = "audit.";

  /** Names that begin so belong to users' own audits; they are not checked. */
  public static final String USER_PREFIX = "audit.x.";

  /** Names that begin so configure parallel execution of leaves. */
  public static final String PARALLEL_PREFIX = "audit.parallel.";

  /** The folder that relative paths are resolved against; default the working directory. */
  public static final String BASE_DIR = "audit.base.dir";

  /**
   * The checkpoints: comma-separated, each {@code name=path} or a path; in the place of a path also
   * a location that a {@link dev.plumbline.api.spi.CheckpointFetcher} fetches. Default: the bundled
   * reference checkpoint.
   */
  public static final String CHECKPOINT = "audit.checkpoint";

  /**
   * The folder that fetched checkpoints are kept in. Default: {@code plumbline} below {@code
   * XDG_CACHE_HOME}, or {@code ~/.cache/plumbline}.
   */
  public static final String CACHE_DIR = "audit.cache.dir";

  /**
   * {@code true}: no checkpoint is fetched; those that were named by a location are taken from the
   * cache. Default: {@code false}, unless {@code HF_HUB_OFFLINE} is set.
   */
  public static final String OFFLINE = "audit.offline";

  /**
   * The URL of what is asked for {@code s3://} locations. Default: {@code AWS_ENDPOINT_URL}, or
   * Amazon's.
   */
  public static final String S3_ENDPOINT = "audit.s3.endpoint";

  /** The folder of photographs, a sub-folder a scene. Default: the bundled photographs. */
  public static final String IMAGES = "audit.images";

  /** A {@code .npy} or {@code .safetensors} file of latents [N,C,h,w] to use instead of images. */
  public static final String LATENTS = "audit.latents";

  /**
   * How much is looked at where {@link #SAMPLES}, {@link #TIMESTEPS} and {@link #LAYERS} do not
   * say: {@code quick}, {@code standard} (default) or {@code full}.
   */
  public static final String TIER = "audit.tier";

  /**
   * How many images to use, a seeded choice balanced over scenes. Default: the tier's, or all if
   * there are fewer.
   */
  public static final String SAMPLES = "audit.samples";

  /**
   * The timesteps, comma-separated. Default: the tier's choice of the audits' own (50, 200, 500).
   */
  public static final String TIMESTEPS = "audit.timesteps";

  /** Layer globs, comma-separated, that narrow the audits' own. Default: the tier's choice. */
  public static final String LAYERS = "audit.layers";

  /** The seed of every choice and of the noise, a long. Default: 42. */
  public static final String SEED = "audit.seed";

  /**
   * {@code independent} (default), {@code shared}, or a {@code .npy} or {@code .safetensors} file
   * [N,C,h,w].
   */
  public static final String NOISE = "audit.noise";

  /**
   * A {@code .npy} or {@code .safetensors} file of prompt embeddings [1,S,D]. Default: the empty
   * prompt's.
   */
  public static final String PROMPT = "audit.prompt";

  /**
   * A {@code .npy} or {@code .safetensors} file of pooled prompt embeddings [1,D], which SDXL needs
   * as well. Default: the empty prompt's.
   */
  public static final String PROMPT_POOLED = "audit.prompt.pooled";

  /**
   * The name of one of the run's checkpoints, whose encoders, scheduler and size all of them have
   * their inputs from. Default: each has its own.
   */
  public static final String INPUTS_FROM = "audit.inputs.from";

  /**
   * A folder: latents of the images and embeddings of the empty prompt are written there, and
   * nothing is audited. Default: audit, write nothing.
   */
  public static final String ENCODE = "audit.encode";

  /**
   * {@code none} (default), or {@code random}: audits, beside each checkpoint, the same graph with
   * its weights redrawn, as a checkpoint called {@code NAME~random}.
   */
  public static final String CONTROL = "audit.control";

  /**
   * The name of the checkpoint of the run that the others were made of: fine-tuned, exported,
   * quantised. Measurements that know how are held against its. Default: none.
   */
  public static final String PARENT = "audit.parent";

  /**
   * How faithful checkpoints have to be to their parent or their baseline: {@code export}, {@code
   * revision}, {@code fine-tune} or {@code off}. Default: {@code revision} where there is one of
   * the two, else {@code off}.
   */
  public static final String FIDELITY = "audit.fidelity";

  /**
   * {@code auto} (default), {@code cpu} or {@code cuda[:n]}, or several devices, which take
   * different timesteps at once: {@code cuda:0,cuda:2}, {@code cuda:0-3}, {@code cpu*2}.
   */
  public static final String DEVICE = "audit.device";

  /**
   * Threads of a session. Default: as many as there are processors; where several sessions share
   * the CPU, their part of them.
   */
  public static final String THREADS = "audit.threads";

  /**
   * The most images a run of the U-Net takes at once; fewer where they would not fit into memory.
   * Default: 1 on the CPU, 4 on a GPU.
   */
  public static final String BATCH = "audit.batch";

  /**
   * {@code true}: what came out of a batch is added up while the U-Net takes the next one, which
   * needs room for the results of two batches; {@code false}: before it does. Default: {@code true}
   * on a GPU, {@code false} on the CPU, where both need the same processors.
   */
  public static final String OVERLAP = "audit.overlap";

  /**
   * How much memory measuring may take, such as {@code 12GB} or {@code 800MB}; on a GPU its own, on
   * the CPU that of all sessions together. Default: on the CPU what is available; on a GPU it is
   * not checked.
   */
  public static final String MEMORY = "audit.memory";

  /**
   * How long loading a model, or running one once, is waited for, such as {@code 90s}, {@code 15m}
   * or {@code 2h}. Default: a hundred times what the dry run estimates of a pass on one core, and
   * 15 minutes at least.
   */
  public static final String TIMEOUT = "audit.timeout";

  /** The position probe: {@code lda} (default) or {@code softmax}, the paper's. */
  public static final String PROBE = "audit.probe";

  /**
   * The folder for large files that are there only while something is measured: the weights of a
   * control, training tokens of the softmax probe that do not fit in memory. Default: the temporary
   * folder.
   */
  public static final String SPILL_DIR = "audit.spill.dir";

  /** How images are split for the probe: {@code hash} (by scene, default) or {@code tail}. */
  public static final String SPLIT = "audit.split";

  /**
   * Into how many folds the images are dealt, each of which tests a probe that was trained on the
   * others. Default: 1, a single split; as many as a baseline was recorded with; or 5 where a
   * single split would test a probe that is compared or recorded on too few scenes.
   */
  public static final String FOLDS = "audit.folds";

  /** A CSV of bounds that go over the audits' own. */
  public static final String BOUNDS = "audit.bounds";

  /**
   * The probability with which a run may be red though nothing is beyond its relative limit, a
   * number below 0.5. Default: 0.01.
   */
  public static final String ERROR_RATE = "audit.error.rate";

  /**
   * What becomes of a leaf of which the images cannot tell on which side of a relative limit it is:
   * {@code abort} (default), {@code fail} or {@code pass}.
   */
  public static final String INCONCLUSIVE = "audit.inconclusive";

  /**
   * The share of each audit's leaves on each checkpoint that has to be decided for a run to be
   * green, from 0 to 1. Default: 0.5.
   */
  public static final String DECIDED_SHARE = "audit.decided.share";

  /**
   * {@code true}: images are measured in rounds of scenes, and what only decided leaves need is not
   * measured further; {@link #SAMPLES} is then the most images that are used. Default: {@code
   * false}.
   */
  public static final String EARLY = "audit.early";

  /**
   * A folder with a recorded baseline for each checkpoint, or one baseline's {@code .csv} file that
   * all checkpoints are held against. Default: none.
   */
  public static final String BASELINE = "audit.baseline";

  /**
   * What is done with baselines: {@code check} (default), {@code record} or {@code off}. Without
   * {@link #BASELINE} nothing is.
   */
  public static final String BASELINE_MODE = "audit.baseline.mode";

  /**
   * Which changes for the worse should be found, by metric and in commas, such as {@code
   * similarity.difference.corner:0.02}: a dry run with a baseline, and a run that compares, say how
   * many scenes each takes. Default: none are asked for.
   */
  public static final String PLAN = "audit.plan";

  /**
   * A file: bounds that follow from the baselines in the folder {@link #BASELINE} are written
   * there, and nothing is audited. Default: audit, write nothing.
   */
  public static final String SUGGEST = "audit.suggest";

  /**
   * Published profiles to put the figures of t=50 beside, in commas: {@code sd15}, {@code sd21} or
   * {@code sd-turbo}. They decide nothing. Default: none.
   */
  public static final String PUBLISHED = "audit.published";

  /** A CSV of violations that are accepted as long as they are no worse. Default: none are. */
  public static final String FROZEN = "audit.frozen";

  /**
   * What is done with {@link #FROZEN}: {@code check} (default), or {@code record} all violations of
   * the run in it.
   */
  public static final String FROZEN_MODE = "audit.frozen.mode";

  /** The folder the reports go to. Default: {@code target/plumbline} below the base folder. */
  public static final String REPORT_DIR = "audit.report.dir";

  /**
   * A folder that the raw representations of the selected layers and timesteps are written to, as
   * {@code .npy} files. Default: none are.
   */
  public static final String DUMP = "audit.dump";

  /** The most gigabytes that are written to it for one checkpoint. Default: 10. */
  public static final String DUMP_LIMIT = "audit.dump.limit";

  /**
   * How many images the representation explorer shows, {@code explorer.html} among the reports;
   * {@code 0} or {@code off}: there is none. Default: 4.
   */
  public static final String EXPLORER = "audit.explorer";

  /**
   * Layer globs, comma-separated, of the layers that the explorer shows. Default: the outputs of
   * blocks, then those of attentions.
   */
  public static final String EXPLORER_LAYERS = "audit.explorer.layers";

  /** The most megabytes that representations take in the explorer. Default: 24. */
  public static final String EXPLORER_LIMIT = "audit.explorer.limit";

  /**
   * Where measuring is done: {@code process}: in a worker process for each device, so that a model
   * that crashes takes nothing else along; {@code container}: the same, each in a container; {@code
   * in-process}; {@code spark}: on Spark, by a module of its own; or {@code auto} (default): in
   * worker processes, unless {@link #EARLY} or {@link #DUMP} need this one or the class path is not
   * known.
   */
  public static final String EXECUTOR = "audit.executor";

  /**
   * The master of the Spark that {@link #EXECUTOR} names, such as {@code spark://host:7077}.
   * Default: what {@code spark-submit} says; else {@code local[*]}.
   */
  public static final String SPARK_MASTER = "audit.spark.master";

  /**
   * How many timesteps are at work on Spark at once: while classifiers of one are fitted where it
   * is judged, executors have the others' images. Default: 2.
   */
  public static final String SPARK_TIMESTEPS = "audit.spark.timesteps";

  /**
   * How checkpoints and inputs come to Spark's executors: {@code shared} (default): they lie under
   * the same paths; or {@code fetch}: each machine fetches them once.
   */
  public static final String SPARK_FILES = "audit.spark.files";

  /**
   * How large the heap of a worker process may grow, such as {@code 4GB}. Default: as large as that
   * of the process that starts it.
   */
  public static final String WORKER_HEAP = "audit.worker.heap";

  /** The image of containers that measure. Default: one that is made where there is none yet. */
  public static final String CONTAINER_IMAGE = "audit.container.image";

  /**
   * How much memory a container may take in all, such as {@code 8GB}. Default: its heap and {@link
   * #MEMORY}; without that, what is available, shared by the devices.
   */
  public static final String CONTAINER_MEMORY = "audit.container.memory";

  /** How many processors a container may use, such as {@code 1.5}. Default: threads and one. */
  public static final String CONTAINER_CPUS = "audit.container.cpus";

  /** How many processes and threads there may be in a container. Default: 1024. */
  public static final String CONTAINER_PIDS = "audit.container.pids";

  /**
   * The folder that keeps what each timestep of each checkpoint came to. A run of the same tasks
   * takes what is there, and measures the rest. Default: nothing is kept.
   */
  public static final String WORK_DIR = "audit.work.dir";

  /**
   * {@code k/n}: of n parts, this run measures the k-th into {@link #WORK_DIR} and judges nothing.
   */
  public static final String SHARD = "audit.shard";

  /**
   * What {@link #SHARD} deals out: {@code timestep} (default): whole timesteps of checkpoints; or
   * {@code chunk}: chunks of up to 16 images of each timestep, in two rounds. The first round
   * measures training images, the second, with {@link #MERGE}, test images.
   */
  public static final String SHARD_BY = "audit.shard.by";

  /**
   * The folders, comma-separated, that all parts were measured into: this run measures nothing,
   * judges what is there, and reports. With {@link #SHARD} and {@link #SHARD_BY} it is the second
   * round of a part, and the folders are those of the first round of all parts.
   */
  public static final String MERGE = "audit.merge";

  /**
   * How people are shown how far a run is: {@code bar}: in one line that is rewritten in place;
   * {@code lines}: in a line every few seconds; {@code off}; or {@code auto} (default): a bar on a
   * terminal, lines elsewhere.
   */
  public static final String PROGRESS = "audit.progress";

  /** {@code true}: print the plan and run nothing. Default: {@code false}. */
  public static final String DRY_RUN = "audit.dry-run";

  private AuditParameters() {}

  /** Returns the names of all parameters, sorted. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Field field : AuditParameters.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && !field.getName().endsWith("PREFIX")) {
        try {
          names.add((String) field.get(null));
        } catch (IllegalAccessException e) {
          throw new LinkageError("AuditParameters." + field.getName() + " is not readable", e);
        }
      }
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }
}
