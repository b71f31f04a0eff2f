/**
 * Coverage-guided fuzzing of all that reads what comes from outside. See docs/fuzzing.md for how to
 * run it.
 */
package dev.plumbline.fuzzing;
