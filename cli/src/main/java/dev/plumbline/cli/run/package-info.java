/** Audits, run by the JUnit Platform's launcher, and what comes of them. */
package dev.plumbline.cli.run;
