package dev.plumbline.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Who a container's processes run as: whoever runs this one, but never root.
 *
 * @param uid the user's number
 * @param gid the group's number
 * @param isCaller whether it is whoever runs this process
 */
record ContainerUser(int uid, int gid, boolean isCaller) {

  /** The user that owns nothing, on every Linux. */
  private static final int NOBODY = 65534;

  /** Returns the user for this process. */
  static ContainerUser ofThisProcess() throws IOException {
    Path self = Path.of("/proc/self");
    return of(
        (int) Files.getAttribute(self, "unix:uid"), (int) Files.getAttribute(self, "unix:gid"));
  }

  /** Returns the user for a process of a user. */
  static ContainerUser of(int uid, int gid) {
    return uid == 0
        ? new ContainerUser(NOBODY, NOBODY, false)
        : new ContainerUser(uid, gid == 0 ? NOBODY : gid, true);
  }

  /** Returns both numbers, as Docker takes them. */
  String numbers() {
    return uid + ":" + gid;
  }

  /** Lets the user write to a folder, and nobody else but root. */
  void give(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    if (!isCaller) {
      Files.setAttribute(folder, "unix:uid", uid);
      Files.setAttribute(folder, "unix:gid", gid);
    }
  }

  /**
   * Tells whether the user can read a file, or look into a folder, as whoever runs this process
   * can: what neither can is found out where it is read.
   */
  boolean canRead(Path path) throws IOException {
    if (!Files.isReadable(path)) {
      return true;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    PosixFilePermission read;
    PosixFilePermission enter;
    if ((int) Files.getAttribute(path, "unix:uid") == uid) {
      read = PosixFilePermission.OWNER_READ;
      enter = PosixFilePermission.OWNER_EXECUTE;
    } else if ((int) Files.getAttribute(path, "unix:gid") == gid) {
      read = PosixFilePermission.GROUP_READ;
      enter = PosixFilePermission.GROUP_EXECUTE;
    } else {
      read = PosixFilePermission.OTHERS_READ;
      enter = PosixFilePermission.OTHERS_EXECUTE;
    }
    return permissions.contains(read) && (!Files.isDirectory(path) || permissions.contains(enter));
  }
}
