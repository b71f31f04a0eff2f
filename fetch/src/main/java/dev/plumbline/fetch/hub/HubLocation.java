package dev.plumbline.fetch.hub;

import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.SafePath;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code hf://org/name@revision/folder} names.
 *
 * @param repository {@code org/name}
 * @param revision a branch, a tag or a commit
 * @param inside the folder or file in it; empty for all of it
 */
record HubLocation(String repository, String revision, String inside) {

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";
  private static final String REVISION = "refs/(?:pr|convert)/[A-Za-z0-9._-]+|[A-Za-z0-9._%-]+";

  private static final Pattern LOCATION =
      Pattern.compile("hf://(" + NAME + "/" + NAME + ")(?:@(" + REVISION + "))?(?:/(.*?))?/*");

  private static final String MAIN = "main";

  static HubLocation of(String location) throws FetchException {
    Matcher matcher = LOCATION.matcher(location);
    if (!matcher.matches()) {
      throw refused(location);
    }
    String revision = matcher.group(2) == null ? MAIN : decoded(matcher.group(2));
    String inside = matcher.group(3) == null ? "" : matcher.group(3);
    boolean isSound = inside.isEmpty() || SafePath.isSafe(inside);
    if (!isSound || revision.contains("..") || revision.contains("%")) {
      throw refused(location);
    }
    return new HubLocation(matcher.group(1), revision, inside);
  }

  private static String decoded(String revision) {
    return revision.replace("%2F", "/").replace("%2f", "/");
  }

  private static FetchException refused(String location) {
    return new FetchException(
        SafePath.shown(location)
            + " names no repository: expected hf://org/name, hf://org/name@revision or"
            + " hf://org/name@revision/folder; a slash in a revision is %2F.");
  }
}
