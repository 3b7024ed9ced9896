package io.flinkiscc.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MetadataSchemaTest {

  private static MetadataSchema.Builder schema() {
    return MetadataSchema.builder();
  }

  @Test
  void comesBackFromItsMapInOrder() {
    MetadataSchema schema =
        schema().field("z", FieldType.STRING_LIST).field("a", FieldType.LONG).build();
    assertThat(schema.toMap())
        .containsExactly(Map.entry("z", "string_list"), Map.entry("a", "long"));
    assertThat(MetadataSchema.fromMap(schema.toMap())).isEqualTo(schema).hasSameHashCodeAs(schema);
  }

  @Test
  void theOrderOfTheFieldsCounts() {
    assertThat(schema().field("z", FieldType.LONG).field("a", FieldType.LONG).build())
        .isNotEqualTo(schema().field("a", FieldType.LONG).field("z", FieldType.LONG).build());
  }

  @Test
  void wrongDeclarationsAreRefused() {
    assertThatThrownBy(() -> schema().field("a", FieldType.LONG).field("a", FieldType.LONG).build())
        .hasMessage("The metadata field \"a\" is declared twice");
    assertThatThrownBy(() -> schema().field("", FieldType.LONG).build())
        .hasMessageContaining("allowed are 1..200 characters");
    assertThatThrownBy(() -> schema().field("a".repeat(201), FieldType.LONG).build())
        .hasMessageContaining("allowed are 1..200 characters");
    assertThatThrownBy(() -> schema().field("a", null).build()).hasMessageContaining("has no type");
    assertThatThrownBy(() -> MetadataSchema.fromMap(Map.of("a", "int")))
        .hasMessageContainingAll("\"int\" is no type", "string_list");
    assertThatThrownBy(() -> MetadataSchema.fromMap(Map.of("a", 1)))
        .hasMessageContaining("\"a\" is the Integer 1");
    MetadataSchema.Builder many = schema();
    for (int i = 0; i <= MetadataSchema.MAX_FIELDS; i++) {
      many.field("f" + i, FieldType.LONG);
    }
    assertThatThrownBy(many::build).hasMessageContaining("1001 metadata fields are declared");
  }
}
