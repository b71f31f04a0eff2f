/**
 * How measurements reach audit methods, and how audits bring a checkpoint and photographs of their
 * own. For those who add measurements; audit authors need none of it.
 */
package dev.plumbline.api.spi;
