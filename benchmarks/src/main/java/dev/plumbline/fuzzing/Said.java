package dev.plumbline.fuzzing;

import dev.plumbline.engine.plan.UserError;

/** Takes what the user is told, and throws a {@link Finding} where it is not fit for people. */
interface Said {

  /** Takes what is told by the run's log, which writes out what terminals would obey. */
  void note(String message);

  /** Takes what an error says. */
  void error(UserError error);
}
