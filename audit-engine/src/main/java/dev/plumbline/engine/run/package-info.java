/**
 * One run: planned when it begins, judged leaf by leaf, and what becomes of baselines, accepted
 * violations and early decisions when it ends.
 */
package dev.plumbline.engine.run;
