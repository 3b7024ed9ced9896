package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A growing graph over codes of one length: HNSW (Malkov and Yashunin 2016) on packed rows.
 *
 * <p>One thread adds; any number of threads search at the same time without locks, each with hits
 * of its own. A search finds nodes below the {@link #size()} at its start. Adding never moves older
 * rows or lists.
 *
 * <p>Every node can be reached from every other one, whatever the codes are: see {@link
 * #unreachable}. Equal codes may be added; storing each distinct code once is faster.
 */
public final class CodeGraph implements CodeSearch {

  /** Most nodes a graph holds. */
  static final int MAX_NODES = Links.MAX_NODES;

  private static final int MAX_LAYERS = 12;

  private final int bits;
  private final GraphOptions options;
  private final SplittableRandom lottery;
  private final double levelScale;
  private final Finder finder;
  private final Insertion insertion;
  private final QueryWords words = new QueryWords();
  private final SeedTables seeds;
  private LayerWriter[] writers;
  private volatile HeapLayer[] layers;
  private final AtomicInteger size = new AtomicInteger();

  /**
   * Makes an empty graph.
   *
   * @param bits length of its codes, 8 to 256 in steps of 8
   * @throws IllegalArgumentException if {@code bits} is no code length
   */
  public CodeGraph(int bits, GraphOptions options) {
    if (bits < 8 || bits > 256 || bits % 8 != 0) {
      throw new IllegalArgumentException(
          "The length of the codes is " + bits + " bits; it must be 8 to 256 in steps of 8");
    }
    this.bits = bits;
    this.options = Objects.requireNonNull(options, "options");
    seeds = new SeedTables(bits);
    finder = new Finder(bits, options);
    insertion = insertion();
    lottery = new SplittableRandom(options.seed());
    levelScale = 1 / Math.log(options.connectivity());
    HeapLayer base = new HeapLayer(bits, Math.max(8, 2 * options.connectivity()));
    writers = new LayerWriter[] {writer(base)};
    layers = new HeapLayer[] {base};
  }

  private LayerWriter writer(HeapLayer layer) {
    return new LayerWriter(layer, bits, options);
  }

  @Override
  public int bits() {
    return bits;
  }

  /** Returns the options the graph was made with. */
  public GraphOptions options() {
    return options;
  }

  @Override
  public int size() {
    return size.getAcquire();
  }

  @Override
  public Code code(int node) {
    Objects.checkIndex(node, size());
    return layers[0].rows().code(node);
  }

  /**
   * Adds a code and publishes it to searches. For one thread at a time.
   *
   * @param code a code of {@link #bits()} bits
   * @return its node: the number of codes added before
   * @throws IllegalArgumentException if the code has another length
   * @throws IllegalStateException if the graph is full: it holds 134 217 728 nodes
   */
  public int add(Code code) {
    int node = size.getPlain();
    start(insertion, code);
    if (node > 0) {
      finder.find(insertion, layers, seeds);
    }
    linkBatch(List.of(insertion));
    return node;
  }

  /** Makes room for a code on its way into this graph. */
  Insertion insertion() {
    return new Insertion(options.expansionAdd());
  }

  /** Checks a code and draws its layers. */
  void start(Insertion started, Code code) {
    if (code.bits() != bits) {
      throw new IllegalArgumentException(
          "A code of " + code.bits() + " bits was given to a graph of " + bits + "-bit codes");
    }
    started.start(code, level());
  }

  /** Links codes whose candidates were looked up when none of them was in the graph. */
  void linkBatch(List<Insertion> batch) {
    for (LayerWriter writer : writers) {
      writer.startBatch();
    }
    batch.forEach(this::link);
  }

  private void link(Insertion added) {
    int node = size.getPlain();
    if (node == MAX_NODES) {
      throw new IllegalStateException(
          "The graph holds " + node + " nodes, as many as it can; start another one");
    }
    HeapLayer[] all = layers;
    int below = -1;
    for (int i = 0; i <= added.top(); i++) {
      if (i == all.length) {
        all = addLayer(all);
      }
      int number = all[i].size();
      if (number == 0) {
        writers[i].first(added.code(), below);
      } else {
        writers[i].link(added.code(), below, added.layer(i));
      }
      if (i == 0) {
        words.set(added.code(), bits);
        seeds.put(words, node);
        size.setRelease(node + 1);
      }
      below = number;
    }
    layers = all;
  }

  private HeapLayer[] addLayer(HeapLayer[] all) {
    HeapLayer[] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = new HeapLayer(bits, Math.max(8, options.connectivity()));
    writers = Arrays.copyOf(writers, more.length);
    writers[all.length] = writer(more[all.length]);
    return more;
  }

  private int level() {
    double drawn = 1 - lottery.nextDouble();
    return (int) Math.min(MAX_LAYERS - 1, -Math.log(drawn) * levelScale);
  }

  /**
   * Adds many codes, in their order. Not beside {@link #add} or another call; searches may go on.
   *
   * @param codes codes of {@link #bits()} bits
   * @param threads number of threads to work with, at least 1
   * @throws IllegalArgumentException as {@link #add}, or if {@code threads} is below 1
   */
  public void addAll(List<Code> codes, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads were asked for; it must be 1 or more");
    }
    if (threads == 1) {
      codes.forEach(this::add);
    } else {
      new BatchInsert(this, threads).add(codes);
    }
  }

  @Override
  public void search(Code query, int k, int ef, NodeFilter accept, GraphHits hits) {
    int known = size();
    LayerWalk.search(layers, seeds, bits, known, query, k, ef, accept, hits);
  }

  /** Returns the heap this graph holds, in bytes. */
  public long memoryBytes() {
    long bytes = seeds.memoryBytes();
    for (HeapLayer layer : layers) {
      bytes += layer.memoryBytes();
    }
    return bytes;
  }

  /**
   * Counts the nodes of the lowest layer that cannot be reached from node 0 along links. Always 0;
   * made to prove it. For the thread that adds.
   */
  public int unreachable() {
    return Reachability.unreachable(layers[0]);
  }

  SeedTables seeds() {
    return seeds;
  }

  /** Returns the layers, the lowest first. */
  HeapLayer[] layers() {
    return layers;
  }
}
