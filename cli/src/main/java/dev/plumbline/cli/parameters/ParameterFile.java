package dev.plumbline.cli.parameters;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.NearestName;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** A file of parameters: {@code plumbline.properties}, in UTF-8. */
public final class ParameterFile {

  /** What it is called in the working folder, where no other is named. */
  public static final String NAME = "plumbline.properties";

  private ParameterFile() {}

  /**
   * Reads a file.
   *
   * @param file the file
   * @return the values by the names of parameters
   * @throws UserError if it cannot be read, or names something that is no parameter
   */
  public static Map<String, String> read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw UserError.unreadable(file, e);
    } catch (IllegalArgumentException e) { // a \ u that no four digits follow
      throw new UserError(
          "The file "
              + file
              + " cannot be read: "
              + e.getMessage()
              + " Write a backslash as two, or paths with slashes.",
          e);
    }
    Map<String, String> values = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      refuseUnknown(name, file.toString());
      values.put(name, properties.getProperty(name));
    }
    return values;
  }

  /**
   * Refuses what is no parameter.
   *
   * @param name a name
   * @param where where it stands, for people
   * @throws UserError if there is no such parameter; the message says which name is nearest
   */
  public static void refuseUnknown(String name, String where) {
    boolean isKnown =
        name.startsWith(AuditParameters.USER_PREFIX)
            || name.startsWith(AuditParameters.PARALLEL_PREFIX)
            || AuditParameters.names().contains(name);
    if (!isKnown) {
      throw new UserError(
          String.format(
              "%s: %s is no parameter of audits; did you mean %s?",
              where, name, NearestName.of(name, AuditParameters.names()).orElseThrow()));
    }
  }
}
