package io.flinkiscc.types;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Serializer of a test record whose version 1 had no name. */
public final class PointSerializer extends BinarySerializer<PointSerializer.Point> {

  /** The test record. */
  public record Point(int x, String name) {}

  /** For Flink. */
  public PointSerializer() {
    super(Point.class, 2);
  }

  @Override
  protected void write(Point point, DataOutput out) throws IOException {
    out.writeInt(point.x());
    writeString(out, point.name());
  }

  @Override
  protected Point read(DataInput in, int version) throws IOException {
    int x = in.readInt();
    return new Point(x, version < 2 ? "unnamed" : readString(in, 100));
  }
}
