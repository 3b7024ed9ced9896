package io.flinkiscc.table;

/** What to do about answers that are not complete, or not there. */
enum Shortfall {
  /** Let the row fail, which fails the job when all attempts have. */
  FAIL,
  /** Give what there is, marked; without any match one row that only says what is wrong. */
  MARK,
  /** Give what there is. */
  IGNORE
}
