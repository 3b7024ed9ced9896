package io.flinkiscc.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.types.PointSerializer.Point;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.EOFException;
import java.io.IOException;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class BinarySerializerTest {

  private final PointSerializer serializer = new PointSerializer();

  @Test
  void readsBackWhatItWrote() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer.serialize(new Point(7, "sieben"), out);
    serializer.serialize(new Point(-1, null), out);

    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(serializer.deserialize(in)).isEqualTo(new Point(7, "sieben"));
    assertThat(serializer.deserialize(new Point(0, ""), in)).isEqualTo(new Point(-1, null));
    assertThat(in.available()).isZero();
  }

  @Test
  void readsRecordsOfAnOlderVersion() throws IOException {
    DataOutputSerializer old = new DataOutputSerializer(16);
    old.writeByte(1);
    old.writeInt(42);

    Point read = serializer.deserialize(new DataInputDeserializer(old.getCopyOfBuffer()));

    assertThat(read).isEqualTo(new Point(42, "unnamed"));
  }

  @Test
  void copyOfBytesBringsThemToTheCurrentVersion() throws IOException {
    DataOutputSerializer old = new DataOutputSerializer(16);
    old.writeByte(1);
    old.writeInt(42);
    DataOutputSerializer copied = new DataOutputSerializer(16);
    serializer.copy(new DataInputDeserializer(old.getCopyOfBuffer()), copied);

    DataOutputSerializer expected = new DataOutputSerializer(16);
    serializer.serialize(new Point(42, "unnamed"), expected);
    assertThat(copied.getCopyOfBuffer()).isEqualTo(expected.getCopyOfBuffer());
  }

  @Test
  void refusesRecordsOfANewerVersionNamingBothNumbers() {
    DataInputDeserializer in = new DataInputDeserializer(new byte[] {9, 0, 0, 0, 0});

    assertThatThrownBy(() -> serializer.deserialize(in))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 9")
        .hasMessageContaining("1 to 2");
  }

  @Test
  void refusesVersionZero() {
    DataInputDeserializer in = new DataInputDeserializer(new byte[5]);

    assertThatThrownBy(() -> serializer.deserialize(in)).hasMessageContaining("version 0");
  }

  @Test
  void sharesImmutableRecordsInsteadOfCopying() {
    Point point = new Point(1, "one");

    assertThat(serializer.copy(point)).isSameAs(point);
    assertThat(serializer.copy(point, new Point(0, ""))).isSameAs(point);
    assertThat(serializer.isImmutableType()).isTrue();
    assertThat(serializer.duplicate()).isSameAs(serializer);
    assertThat(serializer.getLength()).isNegative();
  }

  @Test
  void equalsByClassAlsoAfterJavaSerialization() throws Exception {
    PointSerializer shipped = InstantiationUtil.clone(serializer);

    assertThat(shipped).isEqualTo(serializer).hasSameHashCodeAs(serializer);
    assertThat(serializer).isNotEqualTo(new OtherSerializer(1)).hasToString("PointSerializer v2");
  }

  @Test
  void refusesAVersionThatDoesNotFitItsByte() {
    assertThatThrownBy(() -> new OtherSerializer(0)).hasMessageContaining("version is 0");
    assertThatThrownBy(() -> new OtherSerializer(256)).hasMessageContaining("1..255");
  }

  @Test
  void bytesRoundTripWithNullAndEmpty() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    BinarySerializer.writeBytes(out, null);
    BinarySerializer.writeBytes(out, new byte[0]);
    BinarySerializer.writeBytes(out, new byte[] {1, 2, 3});

    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(BinarySerializer.readBytes(in, 3)).isNull();
    assertThat(BinarySerializer.readBytes(in, 3)).isEmpty();
    assertThat(BinarySerializer.readBytes(in, 3)).containsExactly(1, 2, 3);
  }

  @Test
  void lengthIsCheckedBeforeAnythingIsAllocated() throws IOException {
    for (int length : new int[] {4, Integer.MAX_VALUE, -2, Integer.MIN_VALUE}) {
      DataOutputSerializer out = new DataOutputSerializer(16);
      out.writeInt(length);
      DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

      assertThatThrownBy(() -> BinarySerializer.readBytes(in, 3))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(String.valueOf(length))
          .hasMessageContaining("0..3");
    }
  }

  @Test
  void truncatedBytesEndInAnEofException() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    BinarySerializer.writeBytes(out, new byte[] {1, 2, 3});
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer(), 0, 6);

    assertThatThrownBy(() -> BinarySerializer.readBytes(in, 3)).isInstanceOf(EOFException.class);
  }

  @Test
  void longBytesArriveWholeAndALyingLengthAllocatesLittle() throws IOException {
    byte[] bytes = new byte[5_000_001];
    new Random(1).nextBytes(bytes);
    DataOutputSerializer out = new DataOutputSerializer(16);
    BinarySerializer.writeBytes(out, bytes);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(BinarySerializer.readBytes(in, Integer.MAX_VALUE)).isEqualTo(bytes);

    DataInputDeserializer lying =
        new DataInputDeserializer(new byte[] {0x7F, (byte) 0xFF, (byte) 0xFF, 0, 1, 2, 3});
    assertThatThrownBy(() -> BinarySerializer.readBytes(lying, Integer.MAX_VALUE))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void stringsMayBeLongerThanWriteUtfAllows() throws IOException {
    String text = "ä€\uD83D\uDE00\u0000".repeat(20_000);
    DataOutputSerializer out = new DataOutputSerializer(16);
    BinarySerializer.writeString(out, text);

    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(BinarySerializer.readString(in, 1_000_000)).isEqualTo(text);
  }

  @Test
  void refusesTextThatIsNotUtf8() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    BinarySerializer.writeBytes(out, new byte[] {(byte) 0xC3, 0x28});
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

    assertThatThrownBy(() -> BinarySerializer.readString(in, 10))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not UTF-8");
    assertThatThrownBy(
            () -> BinarySerializer.writeString(new DataOutputSerializer(16), "half \uD83D"))
        .isInstanceOf(IOException.class);
  }

  private static final class OtherSerializer extends BinarySerializer<Point> {
    OtherSerializer(int version) {
      super(Point.class, version);
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
