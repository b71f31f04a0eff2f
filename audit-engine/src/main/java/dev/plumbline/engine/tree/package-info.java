/**
 * What can be run: the test tree, its nodes and leaves, and how selectors find them. Nodes hold
 * keys; what runs them is known here as an interface only.
 */
package dev.plumbline.engine.tree;
