// Runs the real USearch engine on Hamming indexes of 256-bit codes: vectors are files of 32-byte rows.
//   node engine.mjs build <vectors> <index>           keys are row numbers times 1000
//   node engine.mjs search <index> <queries> <k>      prints JSON {size, keys, distances}
import usearch from 'usearch';
import { readFileSync } from 'node:fs';

const { Index, MetricKind, ScalarKind } = usearch;
const BITS = 256;

/** Unpacks rows, the first bit is the highest of byte 0. */
function unpack(file) {
  const packed = readFileSync(file);
  const bits = new Int8Array(packed.length * 8);
  for (let i = 0; i < bits.length; i++) {
    bits[i] = (packed[i >> 3] >> (7 - (i & 7))) & 1;
  }
  return bits;
}

function newIndex() {
  return new Index({
    metric: MetricKind.Hamming,
    connectivity: 16,
    dimensions: BITS,
    quantization: ScalarKind.B1,
  });
}

const [command, ...args] = process.argv.slice(2);
const index = newIndex();
if (command === 'build') {
  const vectors = unpack(args[0]);
  const keys = new BigUint64Array(vectors.length / BITS).map((_, i) => BigInt(i) * 1000n);
  index.add(keys, vectors, 1);
  index.save(args[1]);
} else {
  index.load(args[0]);
  const queries = unpack(args[1]);
  const matches = index.search(queries, Number(args[2]), 1);
  const answer = { size: Number(index.size()), keys: [], distances: [] };
  for (let i = 0; i < queries.length / BITS; i++) {
    // One query gives its matches alone.
    const match = matches.get ? matches.get(i) : matches;
    answer.keys.push(Array.from(match.keys, String));
    answer.distances.push(Array.from(match.distances, Number));
  }
  console.log(JSON.stringify(answer));
}
