package dev.plumbline.engine.measure.process;

import dev.plumbline.engine.plan.WorkOptions.Executor;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Starts worker processes somewhere: beside this process, or where a module of its own says. Those
 * of modules are found as services.
 */
public interface WorkerLauncher {

  /** Returns what runs call this place. */
  Executor executor();

  /**
   * Tells whether a process has nothing of the machine but the files that its launch names and its
   * private folder. Then every checkpoint is measured in a process of its own.
   */
  boolean isConfined();

  /**
   * Says what keeps processes from being started, before anything is measured.
   *
   * @param launch what one would be started with; its folder need not exist
   * @return a sentence for users; empty if nothing is known to
   */
  Optional<String> refusal(WorkerLaunch launch);

  /**
   * Starts a process, whose standard streams are this process's ends of its own.
   *
   * @param launch what it is started with
   * @param log is told what takes long
   * @return the process. When its input is closed it sees the end of it, and so it does when this
   *     process is gone
   * @throws IOException if it cannot be started in its folder
   * @throws dev.plumbline.engine.plan.UserError if it cannot be started at all
   */
  Process launch(WorkerLaunch launch, Consumer<String> log) throws IOException;
}
