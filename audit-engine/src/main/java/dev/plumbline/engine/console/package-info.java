/** Where people are told how a run goes. */
package dev.plumbline.engine.console;
