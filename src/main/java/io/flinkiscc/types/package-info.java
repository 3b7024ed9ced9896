/**
 * Serializers of our own for everything that Flink ships between tasks or keeps in state.
 *
 * <p>Each record type has one subclass of {@link io.flinkiscc.types.BinarySerializer}; neither Kryo
 * nor Java serialization ever sees a record.
 */
package io.flinkiscc.types;
