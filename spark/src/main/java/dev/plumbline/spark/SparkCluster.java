package dev.plumbline.spark;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.measure.cluster.Cluster;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.plan.WorkOptions.ClusterOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.concurrent.ExecutionContext$;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** Spark: each task is one of Spark's, what all of them are told is broadcast. */
final class SparkCluster implements Cluster {

  private final JavaSparkContext context;
  private final int atOnceHere;

  private SparkCluster(JavaSparkContext context) {
    this.context = context;
    this.atOnceHere = SparkSettings.isHere(context.getConf()) ? context.defaultParallelism() : 0;
  }

  /**
   * Connects to Spark.
   *
   * @param options which one
   * @throws UserError if it cannot be reached
   */
  static SparkCluster connect(ClusterOptions options) {
    SparkConf conf = SparkSettings.of(options);
    try {
      return new SparkCluster(new JavaSparkContext(conf));
    } catch (Exception e) { // Scala declares none of those that it throws
      throw new UserError(
          String.format(
              "Spark cannot be reached at %s (%s). Name a master that is there, -D%s=…, or leave it"
                  + " out for this machine alone.",
              conf.get("spark.master"), Failures.firstLine(e), AuditParameters.SPARK_MASTER),
          e);
    }
  }

  @Override
  public String description() {
    return "Spark " + context.version() + " on " + context.master();
  }

  /** Spark waits for executors without end, and in silence. */
  @Override
  public Optional<String> trouble() {
    boolean isAlone =
        atOnceHere == 0 && context.statusTracker().getExecutorInfos().length <= 1; // the driver
    return isAlone
        ? Optional.of(
            "Spark has given no executor yet: is there a worker with room for"
                + " spark.executor.memory and spark.executor.cores?")
        : Optional.empty();
  }

  @Override
  public void give(Path archive) {
    context.sc().addArchive(archive.toString());
  }

  /** Tasks that end with their future. */
  private static final class Tasks extends CompletableFuture<Void> {

    private SimpleFutureAction<BoxedUnit> running;

    @Override
    public boolean cancel(boolean interrupt) {
      if (running != null && !isDone()) {
        running.cancel();
      }
      return super.cancel(interrupt);
    }

    private Boolean end(Try<BoxedUnit> result) {
      return result.isSuccess()
          ? complete(null)
          : completeExceptionally(Failures.lost(result.failed().get()));
    }
  }

  @Override
  public CompletableFuture<Void> submit(
      String what, byte[] shared, List<Integer> tasks, Answers answers) {
    Tasks done = new Tasks();
    if (tasks.isEmpty()) {
      done.complete(null);
      return done;
    }
    try {
      begin(what, shared, List.copyOf(tasks), answers, done);
    } catch (RuntimeException e) { // it was stopped
      done.completeExceptionally(Failures.lost(e));
    }
    return done;
  }

  private void begin(String what, byte[] shared, List<Integer> tasks, Answers answers, Tasks done) {
    Broadcast<byte[]> told = context.broadcast(shared);
    context.sc().setJobDescription(what);
    List<Object> all = IntStream.range(0, tasks.size()).mapToObj(i -> (Object) i).toList();
    done.running =
        context
            .sc()
            .submitJob(
                context.parallelize(tasks, tasks.size()).rdd(),
                new SparkTask(told, atOnceHere),
                CollectionConverters.asScala(all).toSeq(),
                (index, answer) -> {
                  answers.take(tasks.get((Integer) index), answer);
                  return BoxedUnit.UNIT;
                },
                () -> BoxedUnit.UNIT);
    done.running.onComplete(
        result -> {
          told.unpersist();
          return done.end(result);
        },
        ExecutionContext$.MODULE$.fromExecutor(Runnable::run));
  }

  @Override
  public void close() {
    context.stop();
  }
}
