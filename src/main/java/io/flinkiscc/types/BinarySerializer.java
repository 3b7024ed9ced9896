package io.flinkiscc.types;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Base of the versioned serializers of immutable records.
 *
 * <p>A subclass is stateless, public and has a public constructor without arguments; its class name
 * is part of the state format and must not change. Every record is written as one byte with the
 * format version, followed by what {@link #write} writes, so that bytes of any older version stay
 * readable wherever they come from: state, savepoints or records in flight.
 *
 * <p>Thread-safe, as subclasses hold no state.
 *
 * @param <T> the record type; it must be immutable, since copies share the instance
 */
public abstract class BinarySerializer<T> extends TypeSerializer<T> {

  private static final long serialVersionUID = 1L;
  private static final int NULL_LENGTH = -1;
  private static final int FIRST_CHUNK = 1 << 20;

  private final Class<T> type;
  private final int version;

  /**
   * For subclasses.
   *
   * @param type class of the records
   * @param version format version that {@link #write} writes, 1..255; raise it when the bytes
   *     change
   * @throws IllegalArgumentException if the version is out of range
   */
  protected BinarySerializer(Class<T> type, int version) {
    if (version < 1 || version > 255) {
      throw new IllegalArgumentException(
          "version is " + version + " in " + getClass().getName() + "; allowed are 1..255");
    }
    this.type = Objects.requireNonNull(type, "type");
    this.version = version;
  }

  /**
   * Writes the fields of a record in the current version.
   *
   * @param record the record, never null
   * @param out where to write
   * @throws IOException if the output fails
   */
  protected abstract void write(T record, DataOutput out) throws IOException;

  /**
   * Reads the fields of a record.
   *
   * @param in where to read
   * @param version version that wrote the bytes, 1 up to the current one
   * @return the record, never null
   * @throws IOException if the input fails or its bytes are no such record
   */
  protected abstract T read(DataInput in, int version) throws IOException;

  /** Returns the class of the records. */
  public final Class<T> type() {
    return type;
  }

  /** Returns the format version that this serializer writes, 1..255. */
  public final int version() {
    return version;
  }

  /**
   * Writes a record with its version in front, also for use inside other records.
   *
   * @param record the record, not null
   * @param out where to write
   * @throws IOException if the output fails
   */
  public final void writeNested(T record, DataOutput out) throws IOException {
    out.writeByte(version);
    write(Objects.requireNonNull(record, "record"), out);
  }

  /**
   * Reads what {@link #writeNested} of this or an older version wrote.
   *
   * @param in where to read
   * @return the record
   * @throws IOException if the input fails, its bytes are no such record, or a newer version wrote
   *     them
   */
  public final T readNested(DataInput in) throws IOException {
    int written = in.readUnsignedByte();
    if (written < 1 || written > version) {
      throw new IOException(unreadable(getClass().getName(), written, version));
    }
    return read(in, written);
  }

  @Override
  public final void serialize(T record, DataOutputView target) throws IOException {
    writeNested(record, target);
  }

  @Override
  public final T deserialize(DataInputView source) throws IOException {
    return readNested(source);
  }

  static String unreadable(String serializer, int written, int known) {
    return "Format version "
        + written
        + " of "
        + serializer
        + " cannot be read: this build knows versions 1 to "
        + known
        + (written > known ? "; use the build that wrote it or a newer one" : "");
  }

  @Override
  public final T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public final void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  /** Returns the record itself: records are immutable. */
  @Override
  public final T copy(T from) {
    return from;
  }

  /** Returns the record itself: records are immutable. */
  @Override
  public final T copy(T from, T reuse) {
    return from;
  }

  @Override
  public final boolean isImmutableType() {
    return true;
  }

  /** Returns this instance, which has no state. */
  @Override
  public final TypeSerializer<T> duplicate() {
    return this;
  }

  /** Returns null: there is no empty record, and immutable ones are never reused. */
  @Override
  public final T createInstance() {
    return null;
  }

  /** Returns -1: the length varies. */
  @Override
  public final int getLength() {
    return -1;
  }

  @Override
  public final TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new BinarySerializerSnapshot<>(this);
  }

  /** Two serializers are equal if they are of one class. */
  @Override
  public final boolean equals(Object other) {
    return other != null && other.getClass() == getClass();
  }

  @Override
  public final int hashCode() {
    return getClass().hashCode();
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + " v" + version;
  }

  /**
   * Writes the length as four bytes, then the bytes.
   *
   * @param out where to write
   * @param bytes what to write; null is allowed and is read back as null
   * @throws IOException if the output fails
   */
  public static void writeBytes(DataOutput out, byte[] bytes) throws IOException {
    if (bytes == null) {
      out.writeInt(NULL_LENGTH);
    } else {
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  /**
   * Reads what {@link #writeBytes} wrote.
   *
   * @param in where to read
   * @param limit largest length accepted, in bytes; checked before anything is allocated
   * @return the bytes, or null if null was written
   * @throws IOException if the input fails or the length is negative or beyond the limit
   */
  public static byte[] readBytes(DataInput in, int limit) throws IOException {
    int length = in.readInt();
    if (length == NULL_LENGTH) {
      return null;
    }
    if (length < 0 || length > limit) {
      throw new IOException(
          "A field has a length of " + length + " bytes; allowed are 0.." + limit);
    }
    // Grows with the bytes that are really there, so that a lying length ends in an EOFException.
    byte[] bytes = new byte[Math.min(length, FIRST_CHUNK)];
    in.readFully(bytes);
    while (bytes.length < length) {
      int filled = bytes.length;
      bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * filled));
      in.readFully(bytes, filled, bytes.length - filled);
    }
    return bytes;
  }

  /**
   * Writes a string as UTF-8 behind its length in bytes; unlike {@link DataOutput#writeUTF} without
   * a limit of 64 kB.
   *
   * @param out where to write
   * @param text what to write; null is allowed and is read back as null
   * @throws IOException if the output fails or the text has an unpaired surrogate
   */
  public static void writeString(DataOutput out, String text) throws IOException {
    if (text == null) {
      writeBytes(out, null);
      return;
    }
    ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    writeBytes(out, bytes);
  }

  /**
   * Reads what {@link #writeString} wrote.
   *
   * @param in where to read
   * @param limit largest length accepted, in bytes of UTF-8
   * @return the string, or null if null was written
   * @throws IOException if the input fails, the length is beyond the limit or the bytes are not
   *     UTF-8
   */
  public static String readString(DataInput in, int limit) throws IOException {
    byte[] bytes = readBytes(in, limit);
    if (bytes == null) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("A text field of " + bytes.length + " bytes is not UTF-8", e);
    }
  }
}
