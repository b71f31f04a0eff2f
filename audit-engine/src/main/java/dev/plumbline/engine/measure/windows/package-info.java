/** Which tokens of a grid belong together: groups, and the windows of the control. */
package dev.plumbline.engine.measure.windows;
