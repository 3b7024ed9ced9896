package io.flinkiscc.types;

import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Type information of a record that has a {@link BinarySerializer}: one opaque field, no key.
 *
 * @param <T> the record type
 */
public final class BinaryTypeInfo<T> extends TypeInformation<T> {

  private static final long serialVersionUID = 1L;

  private final BinarySerializer<T> serializer;

  private BinaryTypeInfo(BinarySerializer<T> serializer) {
    this.serializer = Objects.requireNonNull(serializer, "serializer");
  }

  /**
   * Returns the type information of a serializer's records.
   *
   * @param serializer serializer of the records
   * @param <T> the record type
   */
  public static <T> BinaryTypeInfo<T> of(BinarySerializer<T> serializer) {
    return new BinaryTypeInfo<>(serializer);
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return serializer.type();
  }

  /** Returns false: streams are keyed by plain values taken out of the records. */
  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer;
  }

  @Override
  public String toString() {
    return "BinaryTypeInfo<" + serializer.type().getSimpleName() + ">";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BinaryTypeInfo<?> that && that.serializer.equals(serializer);
  }

  @Override
  public int hashCode() {
    return serializer.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof BinaryTypeInfo<?>;
  }
}
