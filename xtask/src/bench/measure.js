// Runs the measurements in the browser: one contender after the other, again and again, so that other load on the
// machine affects all of them alike.
import init, { examine, examineMany } from "./strongmap.js";
import { peers } from "./peers.js";

const ROUNDS = 61;
// Warm-up rounds for the compilers of the browser, which are not counted.
const WARM_UP = 20;
const ROUNDS_OF_WORKERS = 9;
const SITUATION = { today: "2026-11-20T00:00:00Z" };

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

// Microseconds.
function timed(work) {
  const begin = performance.now();
  work();
  return (performance.now() - begin) * 1000;
}

async function timedAsync(work) {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) * 1000;
}

measure().then(postMessage, (error) => postMessage({ error: String(error?.stack ?? error) }));

async function measure() {
  await init();
  const fleet = split(new Uint8Array(await (await fetch("fleet.bin")).arrayBuffer()));
  agree(fleet);
  return {
    bytes: Math.round(fleet.reduce((sum, { length }) => sum + length, 0) / fleet.length),
    cores: navigator.hardwareConcurrency,
    contenders: contend(fleet),
    answers: parse(fleet),
    workers: await share(fleet),
    growth: grow(fleet),
  };
}

// Certificates one after the other; each has a header of four bytes.
function split(bytes) {
  const fleet = [];
  for (let at = 0; at < bytes.length;) {
    const length = 4 + bytes[at + 2] * 256 + bytes[at + 3];
    fleet.push(bytes.slice(at, at + length));
    at += length;
  }
  return fleet;
}

// A contender that returns less than the others is not compared.
function agree(fleet) {
  for (const bytes of fleet.slice(0, 12)) {
    const { certificate } = examine(bytes, SITUATION)[0];
    for (const { name, read } of peers) {
      const facts = read(bytes);
      const same = facts.serial === certificate.serial
        && facts.names.length === certificate.san.length
        && facts.extensions.map(({ oid }) => oid).join() === certificate.extensions.map(({ oid }) => oid).join()
        && facts.issuer.length > 0 && facts.subject.length > 0 && facts.notBefore && facts.notAfter;
      if (!same) throw new Error(`${name} gives other facts: ${JSON.stringify(facts)}`);
    }
  }
}

function contend(fleet) {
  // A turn is short, so that few are interrupted, and has other certificates in every round. A contender that takes
  // many at once gets all of them.
  const part = (round, count) =>
    Array.from({ length: count }, (_, place) => fleet[(round * count + place) % fleet.length]);
  const one = (read) => (files) => { for (const bytes of files) read(bytes); };
  const contenders = [
    { name: "strongmap examineMany", count: fleet.length, run: (files) => examineMany(files, SITUATION) },
    { name: "strongmap examine", count: 50, run: one((bytes) => examine(bytes, SITUATION)) },
    ...peers.map(({ name, read }) => ({ name, count: /pkijs|peculiar/.test(name) ? 10 : 100, run: one(read) })),
  ].map((contender) => ({ ...contender, times: [] }));
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const { count, run, times } of contenders) {
      const files = part(round + WARM_UP, count);
      const time = timed(() => run(files)) / count;
      if (round >= 0) times.push(time);
    }
  }
  return contenders.map(({ name, times }) => ({ name, micros: median(times) }));
}

// The time that the browser needs to parse the answers of `examine`, which are passed as text.
function parse(fleet) {
  const answers = fleet.map((bytes) => JSON.stringify(examine(bytes, SITUATION)));
  const times = Array.from({ length: WARM_UP }, () => timed(() => answers.forEach((text) => JSON.parse(text))));
  const bytes = answers.reduce((sum, { length }) => sum + length, 0) / answers.length;
  return { bytes, micros: median(times) / answers.length };
}

// One worker with all of them, two with half each; the bytes are there before, and the rows are returned.
async function share(fleet) {
  const module = await WebAssembly.compileStreaming(fetch("strongmap_bg.wasm"));
  const workers = [new Worker("worker.js", { type: "module" }), new Worker("worker.js", { type: "module" })];
  const ask = (worker, message) => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = reject;
    worker.postMessage(message);
  });
  const many = Array.from({ length: 4 }, () => fleet).flat();
  const times = { one: [], two: [] };
  for (const worker of workers) await ask(worker, { module });
  for (let round = -1; round < ROUNDS_OF_WORKERS; round += 1) {
    for (const [count, list] of [["one", workers.slice(0, 1)], ["two", workers]]) {
      const part = Math.ceil(many.length / list.length);
      await Promise.all(list.map((worker, place) => ask(worker, { files: many.slice(place * part, (place + 1) * part) })));
      const time = await timedAsync(() => Promise.all(list.map((worker) => ask(worker, { situation: SITUATION }))));
      if (round >= 0) times[count].push(time / many.length);
    }
  }
  for (const worker of workers) worker.terminate();
  return { one: median(times.one), two: median(times.two) };
}

// The same certificates with other numbers, up to a hundred times as many, all as one set.
function grow(fleet) {
  return [1_000, 10_000, 100_000].map((count) => {
    const list = Array.from({ length: count }, (_, place) => numbered(fleet[place % fleet.length], place));
    const runs = count > 10_000 ? 1 : 3;
    const times = Array.from({ length: runs }, () => timed(() => examineMany(list, SITUATION)) / count);
    return { count, micros: median(times) };
  });
}

// The number is in the serial number, which begins at the sixteenth byte of all of them, and as six digits after a
// hyphen wherever the subject is named.
function numbered(bytes, number) {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(15 + 6, number);
  const digits = [...String(number).padStart(6, "0")].map((digit) => digit.charCodeAt(0));
  const isDigit = (octet) => octet >= 0x30 && octet <= 0x39;
  for (let at = copy.indexOf(0x2d); at !== -1; at = copy.indexOf(0x2d, at + 1)) {
    const behind = copy.subarray(at + 1, at + 7);
    if (behind.length === 6 && behind.every(isDigit) && copy[at - 1] >= 0x61 && copy[at - 1] <= 0x7a) {
      behind.set(digits);
    }
  }
  return copy;
}
