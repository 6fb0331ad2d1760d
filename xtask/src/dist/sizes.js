// Prints a line for each file named: its size, and that of its smallest gzip and brotli form.
const { readFileSync } = require("node:fs");
const { brotliCompressSync, gzipSync } = require("node:zlib");

for (const path of process.argv.slice(1)) {
  const bytes = readFileSync(path);
  console.log(bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length);
}
