package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.cli.PlumblineProcess.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users see who ask for help, make mistakes, or bring files and audits of their own. */
class UsageIT {

  private static final String ONE = "--select=FiniteActivationAudits";

  /** The program of util-linux that runs another one on a terminal. */
  private static final Path TERMINAL = Path.of("/usr/bin/script");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "audit",
        "check",
        "record",
        "promote",
        "compare",
        "plan",
        "layers",
        "fetch",
        "encode",
        "suggest",
        "merge",
        "doctor",
        "completion"
      })
  void everyCommandHasHelp(String command) throws Exception {
    Result help = run(command, "--help");
    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .startsWith("Usage: plumbline " + command)
        .contains("Exit codes:", "  5   nothing ran", "Examples:")
        .containsPattern("(?s)Examples:.*plumbline " + command + "\\b")
        .doesNotContain("](", "`", "\u001b[");
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void helpAndVersion() throws Exception {
    assertThat(run("--version"))
        .returns(0, Result::code)
        .extracting(Result::out)
        .asString()
        .matches("plumbline \\d+\\.\\d+\\.\\d+\\S*\\RJava .*\\R");
    assertThat(run("--help").out()).contains("completion", "compare");
    Result nothing = run();
    assertThat(nothing.code()).isEqualTo(2);
    assertThat(nothing.err()).contains("name a command").contains("plumbline --help");
  }

  @Test
  void whatIsMistypedIsRefusedWithWhatIsNearest() throws Exception {
    refused("aduit is no command; did you mean audit?", "aduit");
    refused("--sed is no option of this command; did you mean --seed?", "audit", "--sed=1");
    refused(
        "-P: audit.sed is no parameter of audits; did you mean audit.seed?",
        "audit",
        "-Daudit.sed=1");
    refused("give one of the two", "audit", "-Paudit.seed=1", "--seed=2");
    refused("record sets it itself", "record", "to", "-Paudit.baseline=elsewhere");
    refused("--baseline is no option of this command", "record", "to", "--baseline=elsewhere");
    refused("there is no class or package Nix", "audit", "--select=Nix");
    refused("did you mean highNormTokensAreRare?", "audit", "--select=HighNormAudits#highNorm");
    refused("there is no folder or jar " + folder.resolve("gone"), "audit", "--classpath=gone");
    refused("--tags: Unable to parse tag expression", "audit", "--tags=a &");
    refused("Both checkpoints are called 'same'", "compare", "same=a", "same=b");
  }

  private void refused(String message, String... arguments) throws Exception {
    Result result = run(arguments);
    assertThat(result.code()).as(result.toString()).isEqualTo(2);
    assertThat(result.err()).contains(message).doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void parametersComeFromAFileAndTheCommandLineGoesBefore() throws Exception {
    Files.writeString(
        folder.resolve("plumbline.properties"), "audit.tier=quick\naudit.samples=7\n");
    Result plan = run("plan", "--samples", "5", ONE);
    assertThat(plan.code()).as(plan.toString()).isZero();
    assertThat(plan.out()).contains("tier quick").contains("up to 5 images").contains("DRY RUN");

    Files.writeString(folder.resolve("plumbline.properties"), "audit.teir=quick\n");
    refused(
        "plumbline.properties: audit.teir is no parameter of audits; did you mean audit.tier?",
        "plan");
    Path other = Files.writeString(folder.resolve("other.properties"), "audit.tier=full\n");
    assertThat(run("plan", "--config=" + other, ONE).out()).contains("tier full");
    refused("gone.properties cannot be read", "plan", "--config=gone.properties");
  }

  /** A worker process needs the user's class path too, and a flag takes no argument for its own. */
  @Test
  void auditsOfUsersAreFoundAndMeasured() throws Exception {
    TinyCheckpoint tiny = new TinyCheckpoint(folder);
    Path classes = compile();
    Path bounds =
        tiny.file(
            "bounds.csv",
            """
            audit,metric,layer,timestep,at_least,at_most,note
            OwnAudits.*,finite.non_finite,**,*,,0,
            """);
    Result result =
        PlumblineProcess.script(
                folder,
                tiny.quickly(
                    "audit",
                    "--classpath=" + classes,
                    "--bounds=" + bounds,
                    "--select=acme.OwnAudits",
                    "-Paudit.x.limit=3",
                    "--early=false"))
            .run();
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out()).contains("OwnAudits.own").contains("1 passed");

    Result planned =
        PlumblineProcess.script(
                folder, tiny.quickly("audit", "--dry-run", "--classpath", classes.toString()))
            .run();
    assertThat(planned.out()).contains("OwnAudits.own", "HighNormAudits.", "DRY RUN");
  }

  private Path compile() throws IOException {
    Path source = Files.createDirectories(folder.resolve("src/acme")).resolve("OwnAudits.java");
    Files.writeString(
        source,
        """
        package acme;
        import dev.plumbline.api.*;
        @ModelAudit("Own")
        public class OwnAudits {
          @Audit("Everything is a number")
          @Layers("**")
          @Timesteps(50)
          void own(FiniteActivations finite, Gate gate) {
            gate.check(finite.nonFinite());
          }
        }
        """);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                PlumblineProcess.jarFile().toString(),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(code).isZero();
    return classes;
  }

  @Test
  void theScriptRefusesAnOldJava() throws Exception {
    Path old = Files.createDirectories(folder.resolve("old/bin")).resolve("java");
    Files.writeString(old, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
    Result result =
        PlumblineProcess.script(folder, "--version")
            .with("JAVA_HOME", folder.resolve("old").toString())
            .run();
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .contains("Java 11.0.2; Java 17 or later is needed");
    Result none =
        PlumblineProcess.script(folder, "--version")
            .with("JAVA_HOME", folder.resolve("none").toString())
            .run();
    assertThat(none.code()).isEqualTo(3);
    assertThat(none.err()).contains("no Java was found in JAVA_HOME");
    Path link = Files.createSymbolicLink(folder.resolve("linked"), PlumblineProcess.script());
    Process linked = new ProcessBuilder(link.toString(), "--version").start();
    assertThat(new String(linked.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .startsWith("plumbline ");
  }

  @Test
  void terminalsHaveColoursUnlessTheyAreNotWanted() throws Exception {
    assumeTrue(Files.isExecutable(TERMINAL), "there is no script(1) to have a terminal from");
    assertThat(onTerminal(Map.of())).contains("\u001b[");
    assertThat(onTerminal(Map.of("NO_COLOR", "1"))).contains("Usage: ").doesNotContain("\u001b[");
  }

  private String onTerminal(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                TERMINAL.toString(), "-qec", PlumblineProcess.script() + " --help", "/dev/null")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("TERM", "xterm");
    builder.environment().remove("NO_COLOR");
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** One jar has to hold what many held: services, libraries for all systems, and licences. */
  @Test
  void theJarIsWhole() throws IOException {
    try (JarFile jar = new JarFile(PlumblineProcess.jarFile().toFile())) {
      for (String system : List.of("linux-x64", "linux-aarch64", "win-x64", "osx-aarch64")) {
        assertThat(jar.stream().map(Object::toString))
            .anyMatch(name -> name.startsWith("ai/onnxruntime/native/" + system + "/"));
      }
      assertThat(jar.stream().map(Object::toString))
          .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"))
          .noneMatch(name -> name.endsWith("module-info.class"));
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License").contains("MIT");
      assertThat(text(jar, "META-INF/NOTICE")).contains("Plumbline").contains("Jackson");
      assertThat(text(jar, "META-INF/services/javax.imageio.spi.ImageReaderSpi")).contains("webp");
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    return new String(
        jar.getInputStream(jar.getJarEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }

  private Result run(String... arguments) throws Exception {
    return PlumblineProcess.jar(folder, arguments).run();
  }
}
