/** What a checkpoint's files say before anything of it runs, and where its inputs come from. */
package dev.plumbline.engine.measure.source;
