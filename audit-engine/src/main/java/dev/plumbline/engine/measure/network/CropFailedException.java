package dev.plumbline.engine.measure.network;

import dev.plumbline.engine.measure.session.SessionException;

/**
 * The first run on a crop failed, though the graph says that layers have a shape there: without a
 * control it may be measured all the same.
 */
public final class CropFailedException extends SessionException {

  private static final long serialVersionUID = 1L;

  CropFailedException(SessionException failure) {
    super(failure);
  }
}
