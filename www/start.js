// Starts the page and its workers, and says in plain words what is wrong where that fails.
// The page lists the programs in its element `programs`. Each is fetched and compiled once, however many workers run it.
"use strict";

const programs = JSON.parse(document.getElementById("programs").textContent);
const compiled = new Map();
const written = new Map();

// What the page's program asks of this script.
window.strongmap = { startWorker };

start();

async function start() {
  addEventListener("error", (event) => {
    if (typeof WebAssembly === "object" && event.error instanceof WebAssembly.RuntimeError) {
      say("Strongmap stumbled over its own feet.",
        "This is a fault of the page, not of your certificate. Load the page again; nothing has left this browser.");
    }
  });

  if (location.protocol === "file:") {
    return say("Strongmap cannot start from a folder.",
      "Browsers run compiled programs only from a web server. Open the page at the address of one.");
  }
  if (typeof WebAssembly !== "object") {
    return say("Strongmap needs WebAssembly.",
      "This browser is too old for it, or a policy turns it off (enhanced security mode does). "
      + "Try a current Edge, Chrome, Firefox or Safari, or add this site to the exceptions.");
  }

  try {
    await wasm_bindgen({ module_or_path: await program("app") });
  } catch (error) {
    if (error instanceof Missing) return say(...await whyMissing(error.message));
    console.error(error);
    say("Strongmap could not start.",
      "This browser may be too old, or a security setting forbids compiled programs on this page. "
      + `It says: ${error}`);
  }
}

// A worker that runs the program of this name; it listens once it has said a first word.
//
// Its script comes from a blob, so that the worker is under the policy of the page whatever headers its server sends.
async function startWorker(name) {
  const [source, module] = await Promise.all([script(name), program(name)]);
  const address = URL.createObjectURL(new Blob([source, RUN], { type: "text/javascript" }));
  const worker = new Worker(address, { name });
  URL.revokeObjectURL(address);
  worker.postMessage(module);
  return worker;
}

const RUN = `
addEventListener("message", ({ data }) => wasm_bindgen.initSync({ module: data }), { once: true });
`;

function program(name) {
  return once(compiled, name, () => compile(programs[name].program));
}

function script(name) {
  return once(written, name, async () => (await part(programs[name].script)).text());
}

// What failed may succeed the next time: a connection comes back.
function once(known, name, make) {
  if (!known.has(name)) {
    const made = make();
    known.set(name, made);
    made.catch(() => known.delete(name));
  }
  return known.get(name);
}

async function compile(file) {
  const answer = await part(file);
  // A server that sends another type is no obstacle: the bytes are compiled after they have all arrived.
  const streams = (answer.headers.get("content-type") ?? "").startsWith("application/wasm");
  return streams ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
}

async function part({ href, integrity }) {
  const answer = await fetch(href, { integrity }).catch(() => null);
  if (!answer?.ok) throw new Missing(href);
  return answer;
}

// A part that did not arrive as it was built; the message is its address.
class Missing extends Error {}

function say(headline, advice) {
  const heading = document.createElement("h1");
  heading.textContent = headline;
  const paragraph = document.createElement("p");
  paragraph.textContent = advice;
  const trouble = document.getElementById("trouble");
  trouble.replaceChildren(heading, paragraph);
  trouble.hidden = false;
}

// A refusal fails the check of the digest before its status can be seen, so it is asked for once more without one.
async function whyMissing(address) {
  const answer = await fetch(address, { cache: "no-store" }).catch(() => null);
  if (!answer) {
    return ["A part of Strongmap did not arrive.", "The connection broke off. Load the page again."];
  }
  if (!answer.ok) {
    return ["A part of Strongmap is missing on this server.",
      `It answers ${answer.status} for ${address}. Its administrator must let it serve files ending in .wasm `
      + "as application/wasm; some servers refuse endings they do not know."];
  }
  return ["Strongmap was changed on its way here.",
    `${address} is not the file this page was built with: a proxy may have rewritten it, or an update of the page `
    + "is under way. Load the page again in a while."];
}
