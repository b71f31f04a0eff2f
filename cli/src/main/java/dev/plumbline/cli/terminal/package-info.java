/** What a terminal shows. */
package dev.plumbline.cli.terminal;
