package dev.plumbline.spark;

import dev.plumbline.engine.measure.ClusterWorker;
import dev.plumbline.engine.measure.cluster.ClusterSlot;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.resource.ResourceInformation;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** Does a task in the process of an executor. */
final class SparkTask extends AbstractFunction1<Iterator<Integer>, byte[]> implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Broadcast<byte[]> told;
  private final int atOnceHere;

  /**
   * Makes a task.
   *
   * @param told what all tasks of its job are told
   * @param atOnceHere how many tasks this process does at once, where it is the executor; else 0
   */
  SparkTask(Broadcast<byte[]> told, int atOnceHere) {
    this.told = told;
    this.atOnceHere = atOnceHere;
  }

  @Override
  public byte[] apply(Iterator<Integer> task) {
    TaskContext context = TaskContext.get();
    ClusterSlot slot = new ClusterSlot(gpu(context), atOnce(context), SparkTask::unpacked);
    return ClusterWorker.answer(told.value(), task.next(), slot);
  }

  /** Returns the GPU that Spark gave the task, if it was asked for one. */
  private static OptionalInt gpu(TaskContext context) {
    ResourceInformation gpus = context.resourcesJMap().get("gpu");
    return gpus == null
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(gpus.addresses()[0]));
  }

  private static Path unpacked(String archive) {
    return Path.of(SparkFiles.get(archive));
  }

  private int atOnce(TaskContext context) {
    SparkConf conf = SparkEnv.get().conf();
    int cores =
        atOnceHere > 0
            ? atOnceHere
            : conf.getInt("spark.executor.cores", Runtime.getRuntime().availableProcessors());
    return Math.max(1, cores / Math.max(1, context.cpus()));
  }
}
