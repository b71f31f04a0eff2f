package dev.plumbline.containers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests that start containers. They are skipped only where it was tried, and why is said. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsDocker.Tried.class)
@interface NeedsDocker {

  /** Set by what tries to start a daemon, to the reason why there is none. */
  String REFUSED = "PLUMBLINE_NO_DOCKER";

  /** Skips tests where no daemon could be started. */
  final class Tried implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
      String reason = System.getenv(REFUSED);
      assumeTrue(reason == null, () -> "no container can be started here: " + reason);
    }
  }
}
