package dev.plumbline.engine.input.photographs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();

  @Test
  void listsImagesByNameWithTheirScenes() throws IOException {
    touch("b/2.JPG", "b/deep/1.png", "a/1.jpeg", "single.PnG", ".hidden.png", ".git/x.png");

    assertThat(ImageFolder.list(folder, warnings::add))
        .extracting(ImageFolder.Entry::name, ImageFolder.Entry::scene)
        .containsExactly(
            tuple("a/1.jpeg", "a"),
            tuple("b/2.JPG", "b"),
            tuple("b/deep/1.png", "b"),
            tuple("single.PnG", "single.PnG"));
    assertThat(warnings).isEmpty();
  }

  @Test
  void saysOnceWhichFilesItIgnores() throws IOException {
    touch("a.png", "README.md", "x/notes.txt", "x/labels.csv", "z.gif");

    assertThat(ImageFolder.list(folder, warnings::add)).hasSize(1);
    assertThat(warnings)
        .containsExactly(
            "In "
                + folder
                + ", 4 files were ignored, not being .png, .jpg, .jpeg or .webp: README.md,"
                + " x/labels.csv, x/notes.txt and 1 more.");
  }

  /** Bytes that are no character in any locale; the shell writes them as they are. */
  private void touchBytes(String octal) throws Exception {
    String command = "printf x > \"$(printf '" + octal + ".png')\"";
    assertThat(new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).start().waitFor())
        .isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysWhereTheLocaleCannotReadANameAndRefusesNamesThatBecomeTheSame() throws Exception {
    touch("a.png");
    touchBytes("\\377");

    assertThat(ImageFolder.list(folder, warnings::add))
        .extracting(ImageFolder.Entry::name)
        .containsExactly("a.png", "\uFFFD.png");
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("names of images cannot be read in this locale: 1, such as ", "LC_ALL=C.UTF-8");

    touchBytes("\\376");

    assertThatThrownBy(() -> ImageFolder.list(folder, warnings::add))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("names of images cannot be read in this locale: 2, such as ");
  }

  @Test
  void followsLinks() throws IOException {
    touch("store/a/1.png");
    Path link = Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("store"));

    assertThat(ImageFolder.list(link, warnings::add))
        .extracting(ImageFolder.Entry::name)
        .containsExactly("a/1.png");
  }

  @Test
  void aLinkThatMakesALoopIsPassedOverAndNamed() throws IOException {
    touch("a/1.png");
    Files.createSymbolicLink(folder.resolve("a/loop"), folder);

    assertThat(ImageFolder.list(folder, warnings::add))
        .extracting(ImageFolder.Entry::name)
        .containsExactly("a/1.png");
    assertThat(warnings)
        .anyMatch(warning -> warning.contains("a/loop (a link to a folder that it is in)"));
  }

  /** Previews, bins, and what archives and file systems leave: none of it is a photograph. */
  @Test
  void passesOverWhatSystemsAndProgramsKeepForThemselves() throws IOException {
    touch(
        "a/1.png", "a/@eaDir/1.png/SYNOPHOTO_THUMB_M.jpg", "__MACOSX/a/._1.png", "__MACOSX/2.png");
    touch("lost+found/3.png", ".thumbnails/4.png", "a/.ipynb_checkpoints/1-checkpoint.png");
    touch("#recycle/5.jpg", "$RECYCLE.BIN/6.jpg", ".DS_Store", "a/Thumbs.db", "a/._1.png");

    assertThat(ImageFolder.list(folder, warnings::add))
        .extracting(ImageFolder.Entry::name)
        .containsExactly("a/1.png");
    assertThat(warnings)
        .containsExactly(
            "In "
                + folder
                + ", folders that systems and programs keep for themselves were passed over:"
                + " #recycle, $RECYCLE.BIN, __MACOSX and 2 more.");
  }

  /** A user who names such a folder means it. */
  @Test
  void takesAFolderThatIsCalledSoIfItIsTheOneNamed() throws IOException {
    touch("lost+found/3.png", "lost+found/.x/4.png");

    assertThat(ImageFolder.list(folder.resolve("lost+found"), warnings::add)).hasSize(1);
    assertThat(warnings).isEmpty();
  }

  /** Whoever runs the tests may be allowed to read everything: the walk is told of it. */
  @Test
  void whatCannotBeReadIsNamedAndStopsNothing() throws IOException {
    touch("a.png", "private/b.png", "lost+found/c.png");
    FolderWalk walk = new FolderWalk(folder);

    for (String name : List.of("private", "lost+found", ".Trash")) {
      Path denied = folder.resolve(name);
      assertThat(walk.visitFileFailed(denied, new AccessDeniedException(denied.toString())))
          .isEqualTo(FileVisitResult.CONTINUE);
    }
    walk.postVisitDirectory(folder.resolve("half"), new IOException("Input/output error"));

    assertThat(walk.unreadable())
        .containsExactly("private (AccessDeniedException)", "half (IOException)");
    assertThat(walk.foreign()).containsExactly(Path.of("lost+found"));
    assertThatThrownBy(() -> walk.visitFileFailed(folder, new AccessDeniedException("all")))
        .as("nothing is left")
        .isInstanceOf(AccessDeniedException.class);
  }

  /** To those who may read everything, no folder is unreadable: then all is as if nothing was. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aFolderWithoutPermissionsIsNamed() throws IOException {
    touch("a.png", "private/b.png");
    Path closed = folder.resolve("private");
    Files.setPosixFilePermissions(closed, Set.of());
    try {
      boolean readable = Files.isReadable(closed);

      assertThat(ImageFolder.list(folder, warnings::add)).hasSize(readable ? 2 : 1);
      assertThat(warnings)
          .isEqualTo(
              readable
                  ? List.of()
                  : List.of(
                      "In "
                          + folder
                          + ", what cannot be read was left out: private"
                          + " (AccessDeniedException)."));
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesShowWhatTheyAre() throws IOException {
    touch("a\nWARNING b.png", "c\u001B[2Jd/e.png", "plain.png");

    List<ImageFolder.Entry> images = ImageFolder.list(folder, warnings::add);

    assertThat(images)
        .extracting(ImageFolder.Entry::name, ImageFolder.Entry::scene)
        .containsExactly(
            tuple("a\\u000AWARNING b.png", "a\\u000AWARNING b.png"),
            tuple("c\\u001B[2Jd/e.png", "c\\u001B[2Jd"),
            tuple("plain.png", "plain.png"));
    assertThat(images).allSatisfy(image -> assertThat(image.file()).exists());
  }

  /** Noise is drawn from names, and results are found by them. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void refusesNamesThatBecomeTheSame() throws IOException {
    touch("a\n.png", "a\\u000A.png");

    assertThatThrownBy(() -> ImageFolder.list(folder, warnings::add))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("two images have the same name, a\\u000A.png,");
  }

  @Test
  void refusesAMissingFolder() {
    Path missing = folder.resolve("missing");

    assertThatThrownBy(() -> ImageFolder.list(missing, warnings::add))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "There is no image folder "
                + missing
                + ": give a folder of photographs in -Daudit.images, or latents in"
                + " -Daudit.latents=file.npy.");
  }

  @Test
  void refusesAFolderWithoutImages() throws IOException {
    touch("README.md");

    assertThatThrownBy(() -> ImageFolder.list(folder, warnings::add))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "There is no image in "
                + folder
                + ": give a folder with .png, .jpg, .jpeg or .webp files in -Daudit.images.");
  }

  @Test
  void balancesOverScenes() {
    List<ImageFolder.Entry> images = new ArrayList<>(entries("large", 50));
    images.addAll(entries("small", 3));
    images.addAll(entries("middle", 10));

    assertThat(scenesOf(ImageFolder.balanced(images, 7).subList(0, 9)))
        .isEqualTo(Map.of("large", 3L, "small", 3L, "middle", 3L));
    assertThat(scenesOf(ImageFolder.balanced(images, 7).subList(0, 15)))
        .isEqualTo(Map.of("large", 6L, "small", 3L, "middle", 6L));
    assertThat(ImageFolder.balanced(images, 7)).containsExactlyInAnyOrderElementsOf(images);
  }

  @Test
  void choosesWhateverTheOrderOfTheListing() {
    List<ImageFolder.Entry> images = new ArrayList<>(entries("a", 9));
    images.addAll(entries("b", 9));
    List<ImageFolder.Entry> expected = ImageFolder.balanced(images, 7);

    Collections.shuffle(images, new Random(1));
    assertThat(ImageFolder.balanced(images, 7)).isEqualTo(expected);
    assertThat(ImageFolder.balanced(images, 8)).isNotEqualTo(expected);
  }

  /** Another image must not change the order of those that were there before, scene by scene. */
  @Test
  void keepsItsChoiceWhenAnImageIsAdded() {
    List<ImageFolder.Entry> images = entries("a", 9);
    List<ImageFolder.Entry> more = entries("a", 10);
    List<ImageFolder.Entry> ordered = new ArrayList<>(ImageFolder.balanced(more, 7));
    ordered.remove(more.get(9));

    assertThat(ordered).isEqualTo(ImageFolder.balanced(images, 7));
  }

  private static Map<String, Long> scenesOf(List<ImageFolder.Entry> images) {
    return images.stream()
        .collect(Collectors.groupingBy(ImageFolder.Entry::scene, Collectors.counting()));
  }

  private static List<ImageFolder.Entry> entries(String scene, int count) {
    List<ImageFolder.Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = scene + "/" + i + ".png";
      entries.add(new ImageFolder.Entry(Path.of(name), name, scene));
    }
    return entries;
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }
}
