/** What a family of networks calls its layers, and which inputs its graphs have. */
package dev.plumbline.engine.checkpoint.backbone;
