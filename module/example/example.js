// A page that uses Strongmap. It relies only on the contract: see strongmap.d.ts.
import init, { examine, lookup } from "./strongmap.js";

const VERDICTS = {
  strong: "Strongly mapped",
  weak: "Not strongly mapped: domain controllers will refuse it",
  none: "Not mapped: nothing in it identifies an account",
  mismatch: "It proves or names another account",
  undecided: "Cannot tell: some details are not known yet",
};

const byId = (id) => document.getElementById(id);
const chosen = [];

function make(tag, text, className = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
}

function list(texts) {
  const element = document.createElement("ul");
  element.append(...texts.map((text) => make("li", text)));
  return element;
}

// Long numbers are shown in hexadecimal, as Windows documents them.
function inPlain(number) {
  return number < 0x10000 ? number : `0x${number.toString(16).padStart(8, "0")}`;
}

// A missing key means "not known", so an empty choice is omitted.
function situation() {
  const version = byId("version").value;
  return version ? { dc: { version } } : {};
}

function card({ file, origin, kind, certificate, mapping, predictions, questions }) {
  const article = document.createElement("article");
  if (!mapping) {
    article.append(make("h2", file), make("p", `${origin}: ${kind.replaceAll("_", " ")}`, "small"));
    return article;
  }
  article.className = mapping.verdict;
  article.append(make("h2", certificate.subject || "(no subject)"), make("p", VERDICTS[mapping.verdict]));
  article.append(list(predictions.map(({ scenario, outcome, codes }) => {
    const shown = codes.map(({ family, number }) => `${family} ${inPlain(number)}`).join(", ");
    return `${scenario}: ${outcome}${shown ? ` (${shown})` : ""}`;
  })));
  for (const { why } of questions) article.append(make("p", why, "small"));
  article.append(make("p", `${file} · ${origin} · valid until ${certificate.not_after ?? "?"}`, "small"));
  return article;
}

function show() {
  const items = chosen.flatMap(({ name, bytes }) => examine(bytes, situation(), name));
  byId("items").replaceChildren(...items.map(card));
  byId("state").textContent = items.length === 1 ? "1 item." : `${items.length} items.`;
}

async function choose({ target }) {
  const files = await Promise.all([...target.files].map(async (file) =>
    ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));
  chosen.splice(0, chosen.length, ...files);
  show();
}

function search(event) {
  event.preventDefault();
  const entries = lookup(byId("query").value);
  const cards = entries.slice(0, 5).map(({ family, number, symbol, title, meaning }) => {
    const article = document.createElement("article");
    article.append(make("h2", `${family} ${inPlain(number)}: ${title}`), make("p", meaning), make("p", symbol ?? "", "small"));
    return article;
  });
  byId("entries").replaceChildren(...(cards.length ? cards : [make("p", "No code matches.", "small")]));
}

await init();
byId("files").addEventListener("change", choose);
byId("version").addEventListener("change", show);
byId("search").addEventListener("submit", search);
byId("state").textContent = "Choose certificates: DER, PEM, PKCS#7, ZIP or any other format.";
