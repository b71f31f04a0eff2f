/**
 * The built-in audits, their default bounds, and the checkpoint and photographs that are audited
 * when none are named.
 */
package dev.plumbline.audits;
