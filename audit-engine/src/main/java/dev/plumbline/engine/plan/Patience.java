package dev.plumbline.engine.plan;

import dev.plumbline.api.AuditParameters;
import java.time.Duration;
import java.util.Locale;

/**
 * How long a call into native code is waited for: making a session, or running one.
 *
 * @param limit how long
 * @param given whether the user said so; else it was estimated
 */
public record Patience(Duration limit, boolean given) {

  /** Waits for ever. */
  public static final Patience ENDLESS = new Patience(Duration.ofDays(10_000), false);

  /** What was told to end gets as long to do so, but no longer than this. */
  private static final Duration LONGEST_GRACE = Duration.ofMinutes(1);

  private static final long SECONDS_WRITTEN_AS_SUCH = 120;

  /** Returns how long is waited for the end of what was told to end. */
  public Duration grace() {
    return limit.compareTo(LONGEST_GRACE) < 0 ? limit : LONGEST_GRACE;
  }

  /** Says how long is waited: {@code 90 s}, or {@code 15 min}. */
  public String text() {
    double seconds = limit.toMillis() / 1e3;
    return seconds < SECONDS_WRITTEN_AS_SUCH
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : String.format(Locale.ROOT, "%.0f min", seconds / 60);
  }

  /** Says that something took longer, why that may be, and what to do. */
  public String overdue(String what, boolean ended) {
    return String.format(
        "%s within %s (%s). Its graph may hold a loop that never ends%s; if this machine is only"
            + " that slow, give it more time: -D%s=…",
        what,
        text(),
        given ? AuditParameters.TIMEOUT : "many times what was estimated",
        ended
            ? ", and was told to end"
            : ", and nothing can end it: it goes on until this process ends, which it will not"
                + " do with exit code 0",
        AuditParameters.TIMEOUT);
  }
}
