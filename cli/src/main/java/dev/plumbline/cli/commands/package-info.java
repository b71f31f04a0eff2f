/** The commands, a class each. */
package dev.plumbline.cli.commands;
