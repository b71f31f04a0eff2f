/**
 * A thousand models and a thousand inputs that are not what they should be, and what the engine
 * makes of them. See {@code docs/hostile.md}.
 */
package dev.plumbline.hostile;
