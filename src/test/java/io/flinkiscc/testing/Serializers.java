package io.flinkiscc.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.types.BinarySerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** What checkpoints do with serializers. */
public final class Serializers {

  private Serializers() {}

  /** The serializer as a checkpoint of today restores it. */
  public static <T> TypeSerializer<T> throughSnapshot(BinarySerializer<T> serializer)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    TypeSerializerSnapshot<T> read =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), Serializers.class.getClassLoader());
    assertThat(
            serializer.snapshotConfiguration().resolveSchemaCompatibility(read).isCompatibleAsIs())
        .isTrue();
    return read.restoreSerializer();
  }
}
