/**
 * Metadata that searches can be filtered by: a {@link io.flinkiscc.metadata.MetadataSchema}
 * declares the fields, a {@link io.flinkiscc.metadata.MetadataRow} holds the values of one entry,
 * and a {@link io.flinkiscc.metadata.MetadataFilter} says which rows are wanted.
 */
package io.flinkiscc.metadata;
