package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.session.Devices;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Measures checkpoints on the run's devices. Each device has one thread, and with it one session at
 * a time; it takes the next timestep that nobody has taken, in the order of the plans. A timestep
 * is measured by one device from its first image to its last, so that its figures do not depend on
 * how many devices there are.
 */
final class DeviceWorkers implements AutoCloseable {

  /** How long closing waits for what cannot be ended in the middle. */
  private static final int SECONDS_TO_END = 60;

  /** Opens a checkpoint on a device. */
  @FunctionalInterface
  interface Opener {
    CheckpointMeasurer open(CheckpointPlan plan, Sessions sessions);
  }

  private record Pass(MeasuringJob job, int timestep) {}

  private final Devices devices;
  private final Opener opener;
  private final Map<String, MeasuringJob> jobs = new LinkedHashMap<>();
  private final List<ExecutorService> threads = new ArrayList<>();
  private final Object opening = new Object();
  private boolean closed;

  DeviceWorkers(Devices devices, Opener opener) {
    this.devices = devices;
    this.opener = opener;
  }

  /**
   * Has checkpoints measured that are not being measured yet.
   *
   * @throws UserError if a device cannot be had
   */
  synchronized void submit(List<CheckpointPlan> plans) {
    List<Sessions> sessions = devices.sessions();
    for (CheckpointPlan plan : plans) {
      jobs.computeIfAbsent(plan.checkpoint().name(), name -> new MeasuringJob(plan));
    }
    if (closed) {
      jobs.values().forEach(job -> job.fail(cancelled()));
      return;
    }
    for (int i = 0; i < sessions.size(); i++) {
      Sessions device = sessions.get(i);
      if (threads.size() == i) {
        threads.add(thread(device));
      }
      threads.get(i).execute(() -> work(device));
    }
  }

  private static ExecutorService thread(Sessions device) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "measuring on " + device.device());
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
      job.tellExplored();
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

  private void work(Sessions device) {
    CheckpointMeasurer measurer = null;
    Pass pass = next();
    while (pass != null) {
      MeasuringJob job = pass.job();
      try {
        if (measurer == null) {
          measurer = opened(job, device).on(device);
        }
        measure(measurer, pass);
      } catch (Throwable e) { // whoever takes the results gets it
        fail(job, e);
      }
      Pass following = next();
      if (measurer != null && (following == null || following.job() != job)) {
        try {
          measurer.close();
        } catch (SessionException e) {
          fail(job, Sessions.failure("closing its session", e));
        }
        measurer = null;
      }
      done(pass);
      pass = following;
    }
  }

  /** Opens a checkpoint once, those before it first: inputs are compared with the first one's. */
  private CheckpointMeasurer opened(MeasuringJob wanted, Sessions device) {
    synchronized (opening) {
      for (MeasuringJob job : submitted()) {
        if (!wanted.isOpened()) {
          job.open(plan -> opener.open(plan, device));
        }
      }
      return wanted.opened();
    }
  }

  private synchronized List<MeasuringJob> submitted() {
    return List.copyOf(jobs.values());
  }

  private static void measure(CheckpointMeasurer measurer, Pass pass) {
    MeasuringJob job = pass.job();
    try {
      measurer.measure(pass.timestep(), job.needs(pass.timestep()), job.gathered());
    } catch (UserError e) {
      job.gathered().failed(pass.timestep(), new UserError(job.name() + ": " + e.getMessage()));
    } catch (SessionException e) {
      job.gathered()
          .failed(pass.timestep(), Sessions.failure(job.name() + " at t=" + pass.timestep(), e));
    }
  }

  /** Takes the next timestep; null if there is none. */
  private synchronized Pass next() {
    for (MeasuringJob job : jobs.values()) {
      if (job.hasWaiting()) {
        return new Pass(job, job.begin());
      }
    }
    return null;
  }

  private synchronized void fail(MeasuringJob job, Throwable failure) {
    job.fail(failure);
  }

  private synchronized void done(Pass pass) {
    pass.job().end();
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
    for (int i = 0; i < threads.size(); i++) {
      devices.sessions().get(i).terminate();
      threads.get(i).shutdown();
    }
    boolean interrupted = false;
    for (ExecutorService thread : threads) {
      try {
        if (!thread.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
          return; // its thread ends with the process
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
