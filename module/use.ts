// Uses every part of the module, to check its types. `cargo xtask test` only type-checks this file: what follows
// `@ts-expect-error` must be rejected, everything else must be accepted.
import init, { examine, examineMany, initSync, lookup } from "./strongmap.js";
import type { Item, Row, Situation, Verdict } from "./strongmap.js";

await init();
await init({ module_or_path: fetch("./strongmap_bg.wasm") });
initSync({ module: new Uint8Array() });

const bytes = new Uint8Array();
const items: Item[] = examine(bytes);
examine(bytes.buffer, null, "alice.cer");
const rows: Row[] = examineMany([bytes, bytes], { dc: { version: ["2016", "2019"], enforcement: null } });
examineMany(new Set([bytes]));

const everything: Situation = {
  today: "2026-11-20T00:00:00Z",
  scenario: ["user-tunnel", "smart-card"],
  account: { kind: "user", sid: null, created: undefined, alt_security_identities: ["X509:<SKI>00"], key_trust: false },
  dc: { updated: "2025-09", realm: "corp.example", upn_suffixes: [], name_policy: [], nt_auth_bypass: 1 },
  server_name: "vpn.corp.example",
  client: { windows: "11", server_names: [], has_private_key: true },
  chain: { trusted: true, revoked: false, crl_reachable: null },
  schannel: { mapping_methods: 31 },
  rras: { cert_auth_flags: null, root_name: null, ekus: [] },
  nps: { ignore_no_revocation_check: null, required_policy_oids: [] },
};
examine(bytes, everything);

const verdicts: Record<Verdict, true> = { strong: true, weak: true, none: true, mismatch: true, undecided: true };
for (const { mapping, certificate, predictions } of items) {
  if (!mapping || !certificate) continue;
  const known: true = verdicts[mapping.verdict];
  const bits: number | null | undefined = certificate.public_key?.bits;
  const shell = predictions[0]?.remedies[0]?.commands[0]?.shell;
  console.log(known, bits, shell === "powershell", certificate.san.filter(({ type }) => type === "upn"));
}
const fields: [string, string | null, number | undefined] = [rows[0].sha256, rows[0].not_after, rows[0].codes[0]?.number];
console.log(fields, lookup("13908")[0]?.see_also[0]?.why);

// @ts-expect-error a file is bytes
examine("MII…");
// @ts-expect-error there is no such key
examine(bytes, { dc: { versoin: "2016" } });
// @ts-expect-error there is no such release
examine(bytes, { dc: { version: "2017" } });
// @ts-expect-error there is no such verdict
console.log(items[0].mapping?.verdict === "good");
// @ts-expect-error an item need not hold a certificate
console.log(items[0].certificate.subject);
// @ts-expect-error a row is less than an item
console.log(rows[0].predictions);
