/** What the mutation score, the hostile models and inputs, and the fuzzing have in common. */
package dev.plumbline.common;
