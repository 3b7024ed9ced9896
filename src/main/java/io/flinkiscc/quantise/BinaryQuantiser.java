package io.flinkiscc.quantise;

import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Makes vectors of floats, or of bits, into binary codes.
 *
 * <p>The most telling bits come first, so that a prefix of a code is a code of the shorter length.
 * Vectors are taken as they are: for the cosine distance bring them to length 1 before. Immutable
 * and safe for use by many threads; quantisers are equal if they give equal codes by construction:
 * one method, one shape, equal thresholds.
 */
public abstract sealed class BinaryQuantiser
    permits MedianThresholdQuantiser, RandomRotationQuantiser {

  /** Fewest bits of a code. */
  public static final int MIN_BITS = 64;

  /** Most bits of a code; lengths between are multiples of 32. */
  public static final int MAX_BITS = 256;

  /** Most dimensions of a vector. */
  public static final int MAX_DIMENSIONS = 16_384;

  private final int dimensions;
  private final int bits;

  BinaryQuantiser(int dimensions, int bits) {
    this.dimensions = dimensions;
    this.bits = bits;
  }

  /** Returns the number of floats, or bits, of a vector. */
  public final int dimensions() {
    return dimensions;
  }

  /** Returns the length of a code in bits: 64 to 256 in steps of 32. */
  public final int bits() {
    return bits;
  }

  /** Returns how this quantiser makes bits. */
  public abstract QuantiserMethod method();

  /**
   * Makes a vector into a code.
   *
   * @param vector {@link #dimensions()} finite numbers; not changed
   * @throws IllegalArgumentException if there are more or fewer numbers, or one is not finite
   */
  public final Code encode(float[] vector) {
    Vectors.check(vector, dimensions);
    byte[] code = new byte[bits / Byte.SIZE];
    for (int i = 0; i < bits; i++) {
      if (bit(vector, i)) {
        code[i >> 3] |= (byte) (0x80 >> (i & 7));
      }
    }
    return Code.of(code);
  }

  /**
   * Makes a longer code into a shorter one.
   *
   * @param bigEndianBits {@link #dimensions()} bits, the first is the highest bit of byte 0
   * @throws IllegalArgumentException if there are more or fewer bits
   */
  public final Code encodeBits(byte[] bigEndianBits) {
    return encode(Vectors.ofBits(bigEndianBits, dimensions));
  }

  /** Returns one bit of the code of a checked vector. */
  abstract boolean bit(float[] vector, int bit);

  /**
   * Saves this quantiser in the format that {@link QuantiserCodec} tells. The stream stays open.
   *
   * @throws IOException if writing fails
   */
  public final void writeTo(OutputStream out) throws IOException {
    QuantiserCodec.write(this, out);
  }

  /**
   * Reads a saved quantiser, equal to the one that was saved, and leaves the stream behind it. The
   * bytes need not be trusted.
   *
   * @throws CorruptQuantiserException if they are no quantiser, damaged, or of a newer version
   * @throws IOException if reading fails
   */
  public static BinaryQuantiser readFrom(InputStream in) throws IOException {
    return QuantiserCodec.read(in);
  }
}
