package io.flinkiscc.types;

import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a savepoint remembers of a {@link BinarySerializer}: its class and its format version.
 *
 * <p>Older versions are migrated; a newer one is refused when the snapshot is read.
 *
 * @param <T> the record type
 */
public final class BinarySerializerSnapshot<T> implements TypeSerializerSnapshot<T> {

  private static final int LAYOUT = 1;

  private BinarySerializer<T> serializer;
  private int writtenVersion;

  /** For Flink, which fills the instance by {@link #readSnapshot}. */
  public BinarySerializerSnapshot() {}

  BinarySerializerSnapshot(BinarySerializer<T> serializer) {
    this.serializer = serializer;
    this.writtenVersion = serializer.version();
  }

  /** Returns the version of the layout of this snapshot, not that of the records. */
  @Override
  public int getCurrentVersion() {
    return LAYOUT;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(filled().getClass().getName());
    out.writeInt(writtenVersion);
  }

  /**
   * Reads a snapshot.
   *
   * @throws IOException if the serializer's class is missing or no {@link BinarySerializer}, or if
   *     the records were written by a newer version than this build knows
   */
  @Override
  public void readSnapshot(int layout, DataInputView in, ClassLoader classLoader)
      throws IOException {
    if (layout != LAYOUT) {
      throw new IOException(
          "The serializer snapshot has layout " + layout + "; this build knows layout " + LAYOUT);
    }
    String className = in.readUTF();
    int version = in.readInt();
    BinarySerializer<T> current = instantiate(className, classLoader);
    if (version < 1 || version > current.version()) {
      throw new IOException(BinarySerializer.unreadable(className, version, current.version()));
    }
    serializer = current;
    writtenVersion = version;
  }

  // The class name was written by the serializer of T itself.
  @SuppressWarnings("unchecked")
  private static <T> BinarySerializer<T> instantiate(String className, ClassLoader classLoader)
      throws IOException {
    try {
      return (BinarySerializer<T>)
          Class.forName(className, false, classLoader)
              .asSubclass(BinarySerializer.class)
              .getConstructor()
              .newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IOException(
          "The state was written by the serializer "
              + className
              + ", which this build does not have as a public BinarySerializer with a public"
              + " constructor without arguments",
          e);
    }
  }

  /**
   * Returns the serializer of this build, which also reads the older bytes: each record says which
   * version wrote it.
   */
  @Override
  public TypeSerializer<T> restoreSerializer() {
    return filled();
  }

  /** Compatible if both are of one class; after a migration if the older version differs. */
  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> oldSnapshot) {
    if (!(oldSnapshot instanceof BinarySerializerSnapshot<T> old)
        || !old.filled().equals(filled())
        || old.writtenVersion > writtenVersion) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    return old.writtenVersion == writtenVersion
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
  }

  private BinarySerializer<T> filled() {
    return Objects.requireNonNull(serializer, "readSnapshot must be called first");
  }
}
