// Runs the measurements in the browser: one contender after the other, again and again, so that whatever else the
// machine does hurts all of them alike.
import init, { examine, examineMany } from "./strongmap.js";
import { peers } from "./peers.js";

const ROUNDS = 9;
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

window.measured = null;
measure().then((result) => { window.measured = result; }, (error) => { window.measured = { error: String(error?.stack ?? error) }; });

async function measure() {
  await init();
  const fleet = split(new Uint8Array(await (await fetch("fleet.bin")).arrayBuffer()));
  agree(fleet);
  return {
    bytes: Math.round(fleet.reduce((sum, { length }) => sum + length, 0) / fleet.length),
    cores: navigator.hardwareConcurrency,
    contenders: contend(fleet),
    workers: await share(fleet),
    growth: grow(fleet),
  };
}

// Certificates one behind the other; each has a head of four octets.
function split(bytes) {
  const fleet = [];
  for (let at = 0; at < bytes.length;) {
    const length = 4 + bytes[at + 2] * 256 + bytes[at + 3];
    fleet.push(bytes.slice(at, at + length));
    at += length;
  }
  return fleet;
}

// A contender that gives less than the others is not compared.
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
  // Those that take long get fewer of the certificates: others in every round.
  const one = (read, share) => ({
    share,
    run: (round) => {
      const count = fleet.length / share;
      for (let place = 0; place < count; place += 1) read(fleet[(round * count + place) % fleet.length]);
    },
  });
  const contenders = [
    { name: "strongmap examineMany", share: 1, run: () => examineMany(fleet, SITUATION) },
    { name: "strongmap examine", ...one((bytes) => examine(bytes, SITUATION), 2) },
    ...peers.map(({ name, read }) => ({ name, ...one(read, /pkijs|peculiar/.test(name) ? 10 : 2) })),
  ];
  for (const contender of contenders) contender.times = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    for (const contender of contenders) {
      const time = timed(() => contender.run(round + 2)) / (fleet.length / contender.share);
      // The first two rounds are for the compilers.
      if (round >= 0) contender.times.push(time);
    }
  }
  return contenders.map(({ name, times }) => ({ name, micros: median(times) }));
}

// One worker with all, two with a half each; the bytes are there before, and the rows come back.
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
  for (let round = -1; round < ROUNDS; round += 1) {
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

// The same certificates with other serial numbers, up to a hundred times as many, in slices as a page would take them
// and as one set.
function grow(fleet) {
  const counts = [1_000, 3_000, 10_000, 30_000, 100_000];
  return counts.map((count) => {
    const list = Array.from({ length: count }, (_, place) => numbered(fleet[place % fleet.length], place));
    const runs = count > 10_000 ? 1 : 3;
    const times = Array.from({ length: runs }, () => timed(() => examineMany(list, SITUATION)) / count);
    return { count, micros: median(times) };
  });
}

// The head of a certificate is as long in all of them: the serial number begins at its sixteenth octet.
function numbered(bytes, number) {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(15 + 6, number);
  return copy;
}
