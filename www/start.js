// Starts the page: fetches the compiled program, runs it, and says in plain words what is wrong where that fails.
// It is a classic script so that it can speak even where a browser refuses module scripts, as from file://.
"use strict";

// The first frame is for visitors who begin at the start, in the colours they chose.
const theme = (() => { try { return localStorage.getItem("strongmap-theme"); } catch { return null; } })();
if (theme) document.documentElement.dataset.theme = theme;
if (!["", "#", "#/"].includes(location.hash)) document.getElementById("page").replaceChildren();

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

  // Trunk writes these two links, with the hashed names of the files and their digests.
  const script = document.querySelector('link[rel="modulepreload"]');
  const program = document.querySelector('link[rel="preload"][type="application/wasm"]');

  const answer = await fetch(program.href, { integrity: program.integrity }).catch(() => null);
  if (!answer?.ok) {
    return say(...await whyMissing(program.href));
  }

  // A server that sends another type is no obstacle: the bytes are compiled after they have all arrived.
  const streams = (answer.headers.get("content-type") ?? "").startsWith("application/wasm");
  try {
    const { default: run } = await import(script.href);
    await run({ module_or_path: streams ? answer : await answer.arrayBuffer() });
  } catch (error) {
    console.error(error);
    say("Strongmap could not start.",
      "This browser may be too old, or a security setting forbids compiled programs on this page. "
      + `It says: ${error}`);
  }
}

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
