package dev.plumbline.engine.csv;

import java.util.Collection;

/** The header of a CSV file lacks columns. The message goes on after "the header". */
public final class MissingColumnsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  MissingColumnsException(Collection<String> columns) {
    super("lacks the columns " + String.join(", ", columns));
  }
}
