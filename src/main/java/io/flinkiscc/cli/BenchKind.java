package io.flinkiscc.cli;

/** Where the codes of a benchmark come from. */
enum BenchKind {
  /** N/20 random centres, each code one of them with 0 to 20 random bits flipped. */
  CLUSTER,
  /** Random bits: the hardest case, without any near neighbours. */
  UNIFORM,
  /** Records of a file. */
  FILE
}
