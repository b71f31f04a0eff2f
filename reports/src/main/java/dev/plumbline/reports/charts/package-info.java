/**
 * Draws pictures of plain data: profiles over layers, heat maps over layers and timesteps, and
 * sheets of maps. Knows nothing of runs, results or files. All pictures are SVG on white paper,
 * which reads the same in light and dark surroundings, in colours that colour-blind people can tell
 * apart; what matters is shown by shape or dashes as well.
 */
package dev.plumbline.reports.charts;
