package dev.plumbline.fetch.web;

import dev.plumbline.fetch.plain.FetchException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A token from the environment. It goes into one header, and is shown nowhere. */
public final class Token {

  private final String value;

  private Token(String value) {
    this.value = value;
  }

  /**
   * Reads a token.
   *
   * @param variable where it stands
   * @param environment the environment
   * @return it, if there is one
   * @throws FetchException if it cannot be one
   */
  public static Optional<Token> of(String variable, UnaryOperator<String> environment)
      throws FetchException {
    String text = environment.apply(variable);
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    String stripped = text.strip();
    if (!stripped.chars().allMatch(character -> character > ' ' && character < 127)) {
      throw new FetchException(
          "The token in " + variable + " has characters that no token has: set it again.");
    }
    return Optional.of(new Token(stripped));
  }

  String header() {
    return "Bearer " + value;
  }

  @Override
  public String toString() {
    return "a token";
  }
}
