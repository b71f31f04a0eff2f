package dev.plumbline.engine.measure.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a worker process and its parent tell each other, a line each. Native code writes to the same
 * streams what it likes: a line is a message only if it begins with the word that both have agreed
 * on.
 *
 * @param kind what it is
 * @param fields what it says
 */
public record Message(String kind, List<String> fields) {

  /** Copies the fields. */
  public Message {
    fields = List.copyOf(fields);
  }

  /** Makes a message. */
  public static Message of(String kind, String... fields) {
    return new Message(kind, List.of(fields));
  }

  /** Returns a field; an empty text where there are not as many. */
  public String field(int number) {
    return number < fields.size() ? fields.get(number) : "";
  }

  /** Returns the line of the message. */
  String line(String word) {
    StringBuilder line = new StringBuilder(word).append(' ').append(kind);
    for (String field : fields) {
      line.append(' ')
          .append(Base64.getUrlEncoder().encodeToString(field.getBytes(StandardCharsets.UTF_8)));
      if (field.isEmpty()) {
        line.append('-');
      }
    }
    return line.toString();
  }

  /** Reads a line; empty if it is no message. */
  static Optional<Message> parse(String line, String word) {
    if (!line.startsWith(word + " ")) {
      return Optional.empty();
    }
    String[] parts = line.substring(word.length() + 1).split(" ", -1);
    List<String> fields = new ArrayList<>();
    try {
      for (int i = 1; i < parts.length; i++) {
        byte[] bytes = parts[i].equals("-") ? new byte[0] : Base64.getUrlDecoder().decode(parts[i]);
        fields.add(new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // something else was written into the line
    }
    return Optional.of(new Message(parts[0], fields));
  }
}
