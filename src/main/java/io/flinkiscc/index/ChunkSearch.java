package io.flinkiscc.index;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.function.Consumer;

/**
 * One of the searches for simprints that a shard answers in one pass over those of a type.
 *
 * @param query what is searched for
 * @param radius how far a simprint may be
 * @param run how thoroughly to look
 * @param hits takes what is found, in no particular order
 */
record ChunkSearch(Code query, Radius radius, SearchRun run, Consumer<ChunkHit> hits) {}
