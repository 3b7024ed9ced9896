package io.flinkiscc.index;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Heap that an object holds on to, by walking all it refers to, with the object sizes of a 64-bit
 * JVM with compressed references. Classes of the JDK that cannot be looked into are counted by
 * their known shape.
 */
final class RetainedSize {

  private static final int HEADER = 12;
  private static final int ARRAY_HEADER = 16;
  private static final int REFERENCE = 4;

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> left = new ArrayDeque<>();
  private long bytes;

  private RetainedSize() {}

  static long of(Object root) {
    RetainedSize size = new RetainedSize();
    size.meet(root);
    while (!size.left.isEmpty()) {
      size.count(size.left.poll());
    }
    return size.bytes;
  }

  private void meet(Object object) {
    if (object == null
        || object instanceof Class
        || object instanceof Enum
        || object instanceof Thread
        || object instanceof ClassLoader
        || object.getClass().isHidden()) {
      return;
    }
    if (seen.add(object)) {
      left.add(object);
    }
  }

  private void count(Object object) {
    Class<?> type = object.getClass();
    if (type.isArray()) {
      countArray(object, type.getComponentType());
    } else if (object instanceof java.util.Map<?, ?> map) {
      bytes += 64 + map.size() * (32L + 2 * REFERENCE);
      map.forEach(
          (key, value) -> {
            meet(key);
            meet(value);
          });
    } else if (object instanceof java.util.Collection<?> collection) {
      bytes += 40 + (long) collection.size() * REFERENCE;
      collection.forEach(this::meet);
    } else if (object instanceof Long) {
      bytes += 24;
    } else if (object instanceof Buffer || type.getName().matches("(java|sun|jdk)\\..*")) {
      bytes += 64;
    } else {
      countFields(object, type);
    }
  }

  private void countArray(Object array, Class<?> component) {
    int length = Array.getLength(array);
    bytes += round(ARRAY_HEADER + (long) length * width(component));
    if (!component.isPrimitive()) {
      for (Object element : (Object[]) array) {
        meet(element);
      }
    }
  }

  private void countFields(Object object, Class<?> type) {
    long own = HEADER;
    for (Class<?> c = type; c != Object.class; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          own += width(field.getType());
          if (!field.getType().isPrimitive()) {
            meet(read(field, object));
          }
        }
      }
    }
    bytes += round(own);
  }

  private static Object read(Field field, Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field.toString(), e);
    }
  }

  private static int width(Class<?> type) {
    if (type == long.class || type == double.class) {
      return 8;
    }
    if (type == short.class || type == char.class) {
      return 2;
    }
    return type == byte.class || type == boolean.class ? 1 : REFERENCE;
  }

  private static long round(long size) {
    return (size + 7) / 8 * 8;
  }
}
