package dev.plumbline.fetch.web;

import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.SafePath;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** URLs: which may be asked, and how they are shown. */
public final class Urls {

  private static final Pattern THIS_MACHINE =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1\\]");

  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

  private Urls() {}

  /**
   * Reads a URL that a user gave.
   *
   * @param text the URL
   * @param what what it is, for people
   * @throws FetchException if it is none, holds what may be a secret, or would send it in the open
   */
  public static URI given(String text, String what) throws FetchException {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new FetchException(
          what + " is no URL: " + e.getReason() + ". Write blanks and the like as %20.", e);
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
      throw new FetchException(
          what
              + " holds a password or a query (…@ or ?…), which reports would show. Leave it out, and"
              + " give what is secret in the environment.");
    }
    if (uri.getHost() == null) {
      throw new FetchException(what + " names no host: expected https://host/path.");
    }
    refuseOpen(uri, what);
    return uri;
  }

  /** Refuses what is sent so that everybody on the way can read and change it. */
  static void refuseOpen(URI uri, String what) throws FetchException {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    boolean isPrivate = scheme.equals("https") || (scheme.equals("http") && isThisMachine(uri));
    if (!isPrivate) {
      throw new FetchException(
          what
              + " is not fetched over "
              + SafePath.shown(scheme)
              + "://, which others can read and change: give an https:// URL.");
    }
  }

  /** Tells whether a URL leads to this machine. */
  static boolean isThisMachine(URI uri) {
    return uri.getHost() != null
        && THIS_MACHINE.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
  }

  /** Tells whether two URLs lead to the same program: of scheme, host and port. */
  static boolean isSameOrigin(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  /** Returns a text as a part of a path, slashes kept. */
  public static String path(String text) {
    StringBuilder path = new StringBuilder();
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (one & 0xFF);
      if (PLAIN.indexOf(character) >= 0 || character == '/') {
        path.append(character);
      } else {
        path.append(String.format("%%%02X", (int) character));
      }
    }
    return path.toString();
  }

  /** Returns a text as one part of a path. */
  public static String segment(String text) {
    return path(text).replace("/", "%2F");
  }
}
