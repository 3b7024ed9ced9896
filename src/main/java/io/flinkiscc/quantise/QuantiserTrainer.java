package io.flinkiscc.quantise;

import java.util.Objects;
import java.util.Random;

/**
 * Samples vectors and trains a quantiser on them.
 *
 * <p>Every vector of the stream has the same chance to be in the sample, however many are added
 * (reservoir sampling, Vitter's algorithm R). One order of vectors and one seed give one quantiser.
 * For one thread.
 */
public final class QuantiserTrainer {

  /** Most numbers of a sample: training size x dimensions. */
  public static final long MAX_SAMPLE_NUMBERS = 1L << 28;

  private static final int MAX_TRAINING_SIZE = 10_000_000;

  private final QuantiserMethod method;
  private final int dimensions;
  private final int bits;
  private final long seed;
  private final TrainingProgress progress;
  private final float[][] sample;
  private final Random random;
  private long seen;

  private QuantiserTrainer(Builder builder) {
    this.method = builder.method;
    this.dimensions = builder.dimensions;
    this.bits = builder.bits;
    this.seed = builder.seed;
    this.progress = builder.progress;
    this.sample = new float[builder.trainingSize][];
    this.random = new Random(seed);
  }

  /** Starts with the options of a training. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Offers a vector to the sample.
   *
   * @param vector as many finite numbers as there are dimensions; copied
   * @throws IllegalArgumentException if it is none
   */
  public void add(float[] vector) {
    Vectors.check(vector, dimensions);
    if (seen < sample.length) {
      sample[(int) seen++] = vector.clone();
      progress.progress(TrainingProgress.Stage.SAMPLING, (int) seen, sample.length);
      return;
    }
    long place = random.nextLong(++seen);
    if (place < sample.length) {
      sample[(int) place] = vector.clone();
    }
  }

  /**
   * Offers a longer code to the sample.
   *
   * @param bigEndianBits as many bits as there are dimensions, the first is the highest of byte 0
   * @throws IllegalArgumentException if there are more or fewer bits
   */
  public void addBits(byte[] bigEndianBits) {
    add(Vectors.ofBits(bigEndianBits, dimensions));
  }

  /** Returns the number of vectors that were added. */
  public long seen() {
    return seen;
  }

  /** Returns whether the training size is reached; more vectors may still be added. */
  public boolean isReady() {
    return seen >= sample.length;
  }

  /**
   * Trains on the sample. May be called again after further vectors.
   *
   * @throws IllegalStateException if the training size is not reached
   */
  public BinaryQuantiser train() {
    if (!isReady()) {
      throw new IllegalStateException(
          "%d vectors were added, trainingSize is %d; add more vectors or ask for fewer"
              .formatted(seen, sample.length));
    }
    return switch (method) {
      case MEDIAN_THRESHOLD -> MedianThresholdQuantiser.train(sample, dimensions, bits, progress);
      case RANDOM_ROTATION ->
          RandomRotationQuantiser.train(sample, dimensions, bits, seed, progress);
    };
  }

  /** Options of a training. */
  public static final class Builder {
    private QuantiserMethod method = QuantiserMethod.RANDOM_ROTATION;
    private int dimensions;
    private int bits = BinaryQuantiser.MAX_BITS;
    private long seed = 42;
    private int trainingSize = 10_000;
    private TrainingProgress progress = (stage, done, total) -> {};

    private Builder() {}

    /** How bits are made; default {@link QuantiserMethod#RANDOM_ROTATION}. */
    public Builder method(QuantiserMethod method) {
      this.method = Objects.requireNonNull(method, "method");
      return this;
    }

    /** Numbers, or bits, of a vector: 1..16384; has to be given. */
    public Builder dimensions(int dimensions) {
      this.dimensions = dimensions;
      return this;
    }

    /** Bits of a code: 64..256 in steps of 32; default 256. */
    public Builder bits(int bits) {
      this.bits = bits;
      return this;
    }

    /** Determines sample and rotation; default 42. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /** Number of vectors to train on: 2..10000000; default 10000. */
    public Builder trainingSize(int trainingSize) {
      this.trainingSize = trainingSize;
      return this;
    }

    /** Follows the training; default nobody. */
    public Builder progress(TrainingProgress progress) {
      this.progress = Objects.requireNonNull(progress, "progress");
      return this;
    }

    /**
     * Makes the trainer.
     *
     * @throws IllegalArgumentException if an option is out of range
     */
    public QuantiserTrainer build() {
      check("dimensions", dimensions, 1, BinaryQuantiser.MAX_DIMENSIONS);
      check("bits", bits, BinaryQuantiser.MIN_BITS, BinaryQuantiser.MAX_BITS);
      if (bits % 32 != 0) {
        throw new IllegalArgumentException("bits is " + bits + ", allowed are multiples of 32");
      }
      check("trainingSize", trainingSize, 2, MAX_TRAINING_SIZE);
      if ((long) trainingSize * dimensions > MAX_SAMPLE_NUMBERS) {
        throw new IllegalArgumentException(
            "trainingSize is %d at %d dimensions, allowed are %d"
                .formatted(trainingSize, dimensions, MAX_SAMPLE_NUMBERS / dimensions));
      }
      return new QuantiserTrainer(this);
    }

    private static void check(String option, int value, int least, int most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            "%s is %d, allowed are %d..%d".formatted(option, value, least, most));
      }
    }
  }
}
