/**
 * Strict codec of the ISCC text forms (ISO 24138): units, composite ISCC-CODEs, ISCC-IDs, flakes
 * and simprints.
 *
 * <p>Start at {@link io.flinkiscc.iscc.Iscc}: {@code Iscc.parse} takes the canonical form only,
 * {@code Iscc.normalize} turns any accepted spelling into it. Each kind has an immutable,
 * thread-safe value class of its own. Whatever is wrong with an input is reported as {@link
 * io.flinkiscc.iscc.IsccException}, which says what was given and what is allowed.
 *
 * <p>Where the reference implementation (iscc-core 1.3.0) lets damaged input pass, this codec
 * refuses it: wrong body lengths, set trailing bits, unknown types and versions, unit masks that
 * contradict the subtype. A text that is accepted here is therefore equal to what the value formats
 * to.
 */
package io.flinkiscc.iscc;
