/** Parameters become records, which say what a run is to do. No graph is read here. */
package dev.plumbline.engine.config;
