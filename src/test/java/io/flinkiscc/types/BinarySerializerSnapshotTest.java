package io.flinkiscc.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.types.PointSerializer.Point;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class BinarySerializerSnapshotTest {

  private final PointSerializer current = new PointSerializer();

  @Test
  void restoresTheSerializerFromItsSnapshot() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, current.snapshotConfiguration());

    TypeSerializerSnapshot<Point> read = readVersioned(out.getCopyOfBuffer());

    assertThat(read.restoreSerializer()).isEqualTo(current);
    assertThat(compatibility(read).isCompatibleAsIs()).isTrue();
  }

  @Test
  void olderVersionIsMigrated() throws IOException {
    TypeSerializerSnapshot<Point> old = read(PointSerializer.class.getName(), 1);
    DataOutputSerializer oldBytes = new DataOutputSerializer(16);
    oldBytes.writeByte(1);
    oldBytes.writeInt(42);

    assertThat(compatibility(old).isCompatibleAfterMigration()).isTrue();
    TypeSerializer<Point> restored = old.restoreSerializer();
    Point read = restored.deserialize(new DataInputDeserializer(oldBytes.getCopyOfBuffer()));
    assertThat(read).isEqualTo(new Point(42, "unnamed"));
  }

  @Test
  void aReadSnapshotOfAnOlderVersionKeepsThatVersionWhenWrittenAgain() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    read(PointSerializer.class.getName(), 1).writeSnapshot(out);

    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(in.readUTF()).isEqualTo(PointSerializer.class.getName());
    assertThat(in.readInt()).isEqualTo(1);
  }

  @Test
  void newerVersionIsRefusedNamingBothNumbers() {
    assertThatThrownBy(() -> read(PointSerializer.class.getName(), 3))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(PointSerializer.class.getName())
        .hasMessageContaining("version 3")
        .hasMessageContaining("1 to 2");
  }

  @Test
  void versionsBelowOneAreRefused() {
    assertThatThrownBy(() -> read(PointSerializer.class.getName(), 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 0");
  }

  @Test
  void anotherSerializerIsIncompatible() throws IOException {
    TypeSerializerSnapshot<Point> other = read(TwinSerializer.class.getName(), 1);

    assertThat(compatibility(other).isIncompatible()).isTrue();
  }

  @Test
  void unknownAndForeignClassesAreRefused() {
    for (String name : new String[] {"io.flinkiscc.Gone", "java.lang.String"}) {
      assertThatThrownBy(() -> read(name, 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(name);
    }
  }

  @Test
  void unknownLayoutIsRefused() {
    assertThatThrownBy(
            () ->
                new BinarySerializerSnapshot<Point>()
                    .readSnapshot(2, new DataInputDeserializer(new byte[0]), loader()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("layout 2");
  }

  private TypeSerializerSchemaCompatibility<Point> compatibility(
      TypeSerializerSnapshot<Point> old) {
    return current.snapshotConfiguration().resolveSchemaCompatibility(old);
  }

  private static TypeSerializerSnapshot<Point> readVersioned(byte[] bytes) throws IOException {
    return TypeSerializerSnapshot.readVersionedSnapshot(new DataInputDeserializer(bytes), loader());
  }

  private static BinarySerializerSnapshot<Point> read(String className, int version)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeUTF(className);
    out.writeInt(version);
    BinarySerializerSnapshot<Point> snapshot = new BinarySerializerSnapshot<>();
    snapshot.readSnapshot(1, new DataInputDeserializer(out.getCopyOfBuffer()), loader());
    return snapshot;
  }

  private static ClassLoader loader() {
    return BinarySerializerSnapshotTest.class.getClassLoader();
  }

  /** Another serializer of the same record. */
  public static final class TwinSerializer extends BinarySerializer<Point> {
    /** For Flink. */
    public TwinSerializer() {
      super(Point.class, 1);
    }

    @Override
    protected void write(Point point, DataOutput out) throws IOException {
      out.writeInt(point.x());
    }

    @Override
    protected Point read(DataInput in, int version) throws IOException {
      return new Point(in.readInt(), null);
    }
  }
}
