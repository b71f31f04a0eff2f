/** What scenes say about a figure: intervals, comparisons, bets. */
package dev.plumbline.engine.judge.statistics;
