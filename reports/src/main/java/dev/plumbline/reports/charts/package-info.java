/**
 * Draws pictures of plain data: profiles over layers, heat maps over layers and timesteps, and
 * sheets of maps. Knows nothing of runs, results or files. Pictures that become files are SVG on
 * white paper, which reads the same in light and dark surroundings; parts of a page have the page's
 * own colours and text. Either way colour-blind people can tell the colours apart, and what matters
 * is shown by shape or dashes as well.
 */
package dev.plumbline.reports.charts;
