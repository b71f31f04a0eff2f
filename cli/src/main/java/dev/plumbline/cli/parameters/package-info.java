/** The parameters of audits as options, and as a file. */
package dev.plumbline.cli.parameters;
