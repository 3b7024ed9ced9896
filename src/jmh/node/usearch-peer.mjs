/*
 * Measures USearch, the native peer, on the data that `flink-iscc bench graph --export FILE` wrote,
 * and prints the same kind of JSON lines: one thread, CPU time of the process, Hamming distance over
 * binary vectors.
 *
 *   npm install && node usearch-peer.mjs FILE [--ef 16,32,64] [--connectivity 16] [--expansion-add 128]
 *       [--repeat 5] [--builds 1]
 *       [--save PEER.usearch]
 *
 * The format of FILE is told by the class BenchExport. Bits are handed over as floats, because the
 * binding would make floats of anything else; they are made outside the time that is measured.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import usearch from 'usearch';

const { Index, MetricKind, ScalarKind } = usearch;
const BATCH = 10_000;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ef: { type: 'string', default: '16,24,32,48,64,96,128,256' },
    connectivity: { type: 'string', default: '16' },
    'expansion-add': { type: 'string', default: '128' },
    repeat: { type: 'string', default: '5' },
    builds: { type: 'string', default: '1' },
    save: { type: 'string' },
  },
});
if (positionals.length !== 1) {
  console.error('Give one FILE that `flink-iscc bench graph --export FILE` wrote.');
  process.exit(2);
}

function number(name, text) {
  if (!/^[1-9]\d{0,6}$/.test(text)) {
    console.error(`--${name} is ${text}, allowed are whole numbers from 1 on`);
    process.exit(2);
  }
  return Number(text);
}

const efs = options.ef.split(',').map((text) => number('ef', text));
const connectivity = number('connectivity', options.connectivity);
const expansionAdd = number('expansion-add', options['expansion-add']);
const repeat = number('repeat', options.repeat);
const builds = number('builds', options.builds);

const data = read(positionals[0]);
const common = {
  data: data.description,
  options: { threads: 1, k: data.k, repeat, builds, connectivity, expansion_add: expansionAdd },
  machine: { cpu: os.cpus()[0].model.trim(), cores: os.cpus().length, os: `${os.type()} ${os.release()}` },
  peer: { name: 'usearch', version: peerVersion(), node: process.version },
};

function line(result, figures) {
  console.log(JSON.stringify({ bench: 'usearch-npm', result, ...figures, ...common }));
}

function read(file) {
  const bytes = fs.readFileSync(file);
  if (bytes.subarray(0, 8).toString('latin1') !== 'ISCCBEN1') {
    console.error(`${file} was not written by bench graph --export`);
    process.exit(2);
  }
  const [bits, n, queries, k, json] = [8, 12, 16, 20, 24].map((at) => bytes.readUInt32BE(at));
  const codesAt = 28 + json;
  const queriesAt = codesAt + (n * bits) / 8;
  const answersAt = queriesAt + (queries * bits) / 8;
  return {
    bits,
    n,
    queries,
    k,
    description: JSON.parse(bytes.subarray(28, codesAt).toString('utf8')),
    codes: bytes.subarray(codesAt, queriesAt),
    asked: bytes.subarray(queriesAt, answersAt),
    farthest: (i) => bytes.readUInt16BE(answersAt + 2 * i),
  };
}

function peerVersion() {
  const manifest = new URL('node_modules/usearch/package.json', import.meta.url);
  return JSON.parse(fs.readFileSync(manifest, 'utf8')).version;
}

/** One float per bit, the first bit of a code first. */
function unpacked(packed, from, to) {
  const floats = new Float32Array((to - from) * data.bits);
  const first = (from * data.bits) / 8;
  for (let i = 0; i < floats.length; i++) {
    floats[i] = (packed[first + (i >> 3)] >> (7 - (i & 7))) & 1;
  }
  return floats;
}

function newIndex(expansionSearch) {
  return new Index({
    dimensions: data.bits,
    metric: MetricKind.Hamming,
    quantization: ScalarKind.B1,
    connectivity,
    expansion_add: expansionAdd,
    expansion_search: expansionSearch,
  });
}

function cpuSeconds(since) {
  const used = process.cpuUsage(since);
  return (used.user + used.system) / 1e6;
}

function build() {
  const index = newIndex(0);
  let cpu = 0;
  let wall = 0;
  for (let from = 0; from < data.n; from += BATCH) {
    const to = Math.min(from + BATCH, data.n);
    const vectors = unpacked(data.codes, from, to);
    const keys = BigUint64Array.from({ length: to - from }, (_, i) => BigInt(from + i));
    const started = process.cpuUsage();
    const clock = performance.now();
    index.add(keys, vectors, 1);
    wall += (performance.now() - clock) / 1e3;
    cpu += cpuSeconds(started);
  }
  console.error(`build of ${data.n}: ${cpu.toFixed(2)} s of CPU time`);
  return { index, cpu, wall };
}

function hamming(code, query) {
  const length = data.bits / 8;
  let differing = 0;
  for (let i = 0; i < length; i++) {
    let byte = data.codes[code * length + i] ^ data.asked[query * length + i];
    for (; byte; byte &= byte - 1) {
      differing++;
    }
  }
  return differing;
}

/** The share of hits that are no farther than the true k-th neighbour; distances are recomputed. */
function recall(matches) {
  let found = 0;
  for (let query = 0; query < data.queries; query++) {
    // One query alone gets its matches directly.
    const { keys } = data.queries === 1 ? matches : matches.get(query);
    for (const key of keys) {
      found += hamming(Number(key), query) <= data.farthest(query) ? 1 : 0;
    }
  }
  return found / (data.queries * Math.min(data.k, data.n));
}

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'usearch-peer-'));
try {
  let best = build();
  for (let i = 1; i < builds; i++) {
    const next = build();
    best = next.cpu < best.cpu ? next : best;
  }
  const file = options.save ?? path.join(directory, 'peer.usearch');
  best.index.save(file);
  line('build', {
    stored_bits: data.bits,
    codes: data.n,
    add_per_s_process_cpu: data.n / best.cpu,
    add_per_s_wall: data.n / best.wall,
    file_bytes_per_vector: fs.statSync(file).size / data.n,
  });
  best = null;
  const asked = unpacked(data.asked, 0, data.queries);
  for (const ef of efs) {
    const index = newIndex(ef);
    index.load(file);
    let cpu = Infinity;
    let wall = Infinity;
    let matches;
    for (let pass = 0; pass < repeat; pass++) {
      const started = process.cpuUsage();
      const clock = performance.now();
      matches = index.search(asked, data.k, 1);
      wall = Math.min(wall, (performance.now() - clock) / 1e3);
      cpu = Math.min(cpu, cpuSeconds(started));
    }
    line('search', {
      query_bits: data.bits,
      stored_bits: data.bits,
      codes: data.n,
      ef,
      recall: recall(matches),
      qps_cpu: data.queries / cpu,
      qps_wall: data.queries / wall,
      us_per_query_cpu: (1e6 * cpu) / data.queries,
    });
  }
} finally {
  fs.rmSync(directory, { recursive: true, force: true });
}
