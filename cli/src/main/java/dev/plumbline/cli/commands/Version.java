package dev.plumbline.cli.commands;

import picocli.CommandLine.IVersionProvider;

/** The version, and what Java it runs on. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "plumbline " + (version == null ? "development" : version),
      "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vm.name")
    };
  }
}
