/** Plain records that say what a run does. Every other package of the engine may use them. */
package dev.plumbline.engine.plan;
