package dev.plumbline.engine.console;

import java.io.PrintStream;

/**
 * Where people are told how a run goes.
 *
 * @param stream what is written to
 * @param isTerminal whether a line on it can be rewritten
 */
public record RunConsole(PrintStream stream, boolean isTerminal) {}
