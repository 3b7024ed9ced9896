package io.flinkiscc.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.types.PointSerializer.Point;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class BinaryTypeInfoTest {

  private final BinaryTypeInfo<Point> info = BinaryTypeInfo.of(new PointSerializer());

  @Test
  void describesOneOpaqueField() {
    assertThat(info.getTypeClass()).isEqualTo(Point.class);
    assertThat(info.getArity()).isEqualTo(1);
    assertThat(info.getTotalFields()).isEqualTo(1);
    assertThat(info.isBasicType()).isFalse();
    assertThat(info.isTupleType()).isFalse();
    assertThat(info.isKeyType()).isFalse();
    assertThat(info).hasToString("BinaryTypeInfo<Point>");
  }

  @Test
  void createsItsSerializer() {
    assertThat(info.createSerializer(new SerializerConfigImpl())).isEqualTo(new PointSerializer());
  }

  @Test
  void equalsBySerializerAlsoAfterJavaSerialization() throws Exception {
    assertThat(InstantiationUtil.clone(info)).isEqualTo(info).hasSameHashCodeAs(info);
    assertThat(info)
        .isNotEqualTo(BinaryTypeInfo.of(new BinarySerializerSnapshotTest.TwinSerializer()));
  }
}
