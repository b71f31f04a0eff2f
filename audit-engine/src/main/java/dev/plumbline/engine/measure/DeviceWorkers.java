package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.chunks.ChunkTask;
import dev.plumbline.engine.measure.process.WorkerEndedException;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.results.Told;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.source.ComparedInputs;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.LeftBehind;
import dev.plumbline.engine.runtime.OverdueException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Measures checkpoints on the run's devices. Each device has one thread, and with it one session at
 * a time; it takes the next timestep that nobody has taken, in the order of the plans. A timestep
 * is measured by one device from its first image to its last, so that its figures do not depend on
 * how many devices there are.
 */
final class DeviceWorkers implements AutoCloseable {

  /** How long closing waits for what cannot be ended in the middle. */
  private static final int SECONDS_TO_END = 60;

  private record Pass(MeasuringJob job, int timestep) {}

  /**
   * A device with its thread. A thread that is lost in native code is left alone with all that it
   * holds, and another worker takes the device.
   */
  private static final class Worker {
    private final int number;
    private final MeasuringDevice device;
    private final ExecutorService thread;
    private Pass pass;
    private boolean lost;

    Worker(int number, MeasuringDevice device) {
      this.number = number;
      this.device = device;
      this.thread = thread(device);
    }
  }

  private final MeasuringExecutor executor;
  private final PartStore store;
  private final Told told;
  private final Map<String, MeasuringJob> jobs = new LinkedHashMap<>();
  private final List<Worker> workers = new ArrayList<>();
  private final Object opening = new Object();
  private final TasksDone tasks;
  private final ComparedInputs compared;
  private boolean closed;

  DeviceWorkers(MeasuringExecutor executor, PartStore store, Told told) {
    this.executor = executor;
    this.store = store;
    this.told = told;
    this.tasks = new TasksDone(told);
    this.compared = new ComparedInputs(told);
  }

  /**
   * Has checkpoints measured that are not being measured yet.
   *
   * @param plans the checkpoints
   * @param timesteps which timesteps of each are measured here
   * @throws UserError if a device cannot be had
   */
  synchronized void submit(
      List<CheckpointPlan> plans, Function<CheckpointPlan, Collection<Integer>> timesteps) {
    for (CheckpointPlan plan : plans) {
      if (!jobs.containsKey(plan.checkpoint().name())) {
        MeasuringJob job = new MeasuringJob(plan, told, compared, timesteps.apply(plan));
        store.takeOver(job);
        jobs.put(job.name(), job);
        tasks.expect(job.timesteps().size());
      }
    }
    if (closed) {
      jobs.values().forEach(job -> job.fail(cancelled()));
      return;
    }
    if (jobs.values().stream().noneMatch(MeasuringJob::hasWaiting)) {
      return;
    }
    List<MeasuringDevice> devices = executor.devices();
    for (int i = 0; i < devices.size(); i++) {
      if (workers.size() == i) {
        workers.add(worker(i, devices.get(i)));
      }
      begin(workers.get(i));
    }
  }

  private Worker worker(int number, MeasuringDevice device) {
    Worker worker = new Worker(number, device);
    device.whenLost(what -> lose(worker, what));
    return worker;
  }

  private void begin(Worker worker) {
    worker.thread.execute(() -> work(worker));
  }

  /** Goes on without a worker whose thread does not come back. */
  private synchronized void lose(Worker worker, String what) {
    if (worker.lost || worker.pass == null) {
      return;
    }
    worker.lost = true;
    LeftBehind.add();
    giveUp(worker.pass, what);
    worker.pass.job().end();
    if (!closed) {
      Worker successor = worker(worker.number, executor.renew(worker.number));
      workers.set(worker.number, successor);
      begin(successor);
    }
    notifyAll();
  }

  private synchronized void endedInTime(Worker worker, Pass pass, String what) {
    if (!worker.lost) { // else that was said when it was
      giveUp(pass, what);
    }
  }

  private synchronized void giveUp(Pass pass, String what) {
    MeasuringJob job = pass.job();
    job.giveUp(
        pass.timestep(), new UserError(job.name() + " at t=" + pass.timestep() + ": " + what));
  }

  private static ExecutorService thread(MeasuringDevice device) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "measuring on " + device.name());
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /**
   * Waits for a checkpoint that was submitted, and hands its results over.
   *
   * @throws RuntimeException whatever kept it from being measured
   * @throws CancellationException if it was not measured to its end, or this thread is interrupted;
   *     then measuring ends
   */
  CheckpointResults take(CheckpointPlan plan) {
    try {
      MeasuringJob job = finished(plan.checkpoint().name());
      CheckpointResults results = job.results();
      job.tellExplored(told);
      return results;
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw cancelled();
    }
  }

  private static CancellationException cancelled() {
    return new CancellationException("measuring was ended before it was done");
  }

  private synchronized MeasuringJob finished(String checkpoint) throws InterruptedException {
    MeasuringJob job = jobs.get(checkpoint);
    while (!job.isDone()) {
      wait();
    }
    jobs.remove(checkpoint);
    return job;
  }

  private void work(Worker worker) {
    CheckpointMeasurer measurer = null;
    Pass pass = next(worker);
    while (pass != null) {
      MeasuringJob job = pass.job();
      try {
        if (measurer == null) {
          measurer = opened(job, worker.device).on(worker.device);
        }
        measure(measurer, worker, pass);
      } catch (Throwable e) { // whoever takes the results gets it
        fail(worker, job, e);
      }
      Pass following = next(worker);
      if (measurer != null && (following == null || following.job() != job)) {
        try {
          measurer.close();
        } catch (SessionException e) {
          fail(worker, job, Sessions.failure("closing its session", e));
        }
        measurer = null;
      }
      done(worker, pass);
      pass = following;
    }
  }

  /** Opens a checkpoint once, those before it first: inputs are compared with the first one's. */
  private CheckpointMeasurer opened(MeasuringJob wanted, MeasuringDevice device) {
    synchronized (opening) {
      for (MeasuringJob job : submitted()) {
        if (!wanted.isOpened()) {
          job.open(plan -> executor.open(plan, device));
        }
      }
      return wanted.opened();
    }
  }

  private synchronized List<MeasuringJob> submitted() {
    return List.copyOf(jobs.values());
  }

  private void measure(CheckpointMeasurer measurer, Worker worker, Pass pass) {
    MeasuringJob job = pass.job();
    try {
      Optional<ChunkTask> chunks = store.chunks(job.plan(), pass.timestep());
      MeasuredPart part =
          chunks.isPresent() ? measurer.measure(chunks.get()) : measurer.measure(pass.timestep());
      job.add(part);
      store.keep(job, part);
    } catch (OverdueException | WorkerEndedException e) {
      endedInTime(worker, pass, e.getMessage());
    } catch (UserError e) {
      job.failed(pass.timestep(), new UserError(job.name() + ": " + e.getMessage()));
    } catch (SessionException e) {
      job.failed(pass.timestep(), Sessions.failure(job.name() + " at t=" + pass.timestep(), e));
    }
  }

  /** Takes the next timestep; null if there is none, or the worker was lost. */
  private synchronized Pass next(Worker worker) {
    if (worker.lost) {
      return null;
    }
    for (MeasuringJob job : jobs.values()) {
      if (job.hasWaiting()) {
        worker.pass = new Pass(job, job.begin());
        return worker.pass;
      }
    }
    return null;
  }

  private synchronized void fail(Worker worker, MeasuringJob job, Throwable failure) {
    if (!worker.lost) {
      job.fail(failure);
    }
  }

  private synchronized void done(Worker worker, Pass pass) {
    if (worker.lost) { // it came back after all, when nobody waited any more
      LeftBehind.cameBack();
      worker.thread.shutdown();
      return;
    }
    pass.job().end();
    tasks.done();
    notifyAll();
  }

  /** Ends what is being measured, and closes its sessions. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      jobs.values().stream().filter(job -> !job.isDone()).forEach(job -> job.fail(cancelled()));
      notifyAll();
    }
    List<Worker> working;
    synchronized (this) {
      working = List.copyOf(workers);
    }
    for (Worker worker : working) {
      worker.device.terminate();
      worker.thread.shutdown();
    }
    boolean interrupted = false;
    for (Worker worker : working) {
      try {
        if (!worker.thread.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
          return; // its thread ends with the process
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    executor.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
