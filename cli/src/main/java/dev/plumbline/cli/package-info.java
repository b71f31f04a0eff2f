/** The command line: commands over the JUnit Platform's launcher. */
package dev.plumbline.cli;
