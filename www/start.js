// Accepts input from the first moment, starts the page and its workers, and explains what is wrong if that fails. The
// element `programs` lists the programs of the page: the URL and the digest of each. In the single-file page they are
// elements of the page itself. Each is fetched and compiled once, however many workers run it.
"use strict";

const programs = JSON.parse(document.getElementById("programs").textContent);
const inOneFile = programs.app.program.href.startsWith("#");
const compiled = new Map();
const written = new Map();

// The only URLs that may become a script: those of our own workers. Browsers that support Trusted Types block every
// other way to turn a text into a script.
const SERVICE_WORKER = "service-worker.js";
const ours = new Set([SERVICE_WORKER]);
const rules = {
  createScriptURL(address) {
    if (!ours.has(address)) throw new TypeError("no script of this page");
    return address;
  },
};
const trusted = window.trustedTypes?.createPolicy("strongmap", rules) ?? rules;

// The interface for the program of the page.
window.strongmap = {
  enter, whenGiven, drawn, stopped, startWorker, remark: () => remark, whenNewer, loadNewer, forget, isTyping, copy,
};
let remark = "";

const page = document.getElementById("page");

async function start() {
  addEventListener("error", (event) => {
    if (typeof WebAssembly === "object" && event.error instanceof WebAssembly.RuntimeError) stopped();
  });

  if (location.protocol === "file:" && !inOneFile) {
    return say("Strongmap cannot start from a folder.",
      "Browsers run compiled programs only from a web server. The file strongmap.html in the same folder is the same "
      + "page in one file, and runs from anywhere.", SINGLE);
  }
  if (typeof WebAssembly !== "object") {
    return say("Strongmap needs WebAssembly.",
      "This browser is too old for it, or a policy turns it off (as enhanced security mode does). "
      + "Try a current Edge, Chrome, Firefox or Safari, or add this site to the exceptions.");
  }

  try {
    if (inOneFile) await unfold();
    await wasm_bindgen({ module_or_path: await program("app") });
  } catch (error) {
    if (error instanceof Missing) return explain(error.message);
    console.error(error);
    return say("Strongmap could not start.",
      "This browser may be too old, or a security setting blocks compiled programs on this page. "
      + `The browser reports: ${error}`);
  }
  (window.requestIdleCallback ?? setTimeout)(fetchFonts);
  await keepAtHand();
}

// A browser fetches a font from the system when its first letter is drawn, and the page waits. Those of an answer that
// the start view does not use are fetched here, while nobody waits.
function fetchFonts() {
  document.body.append(document.getElementById("fonts").content);
}

// ── Input ──

// Everything that is dropped, pasted or selected arrives here. The page accepts it long before its program is loaded;
// until then the input is held here, and so is the button that was pressed last.
let tell = null;
const early = [];
let pressed = null;
let focused = null;
// A drag fires enter and leave events for every element it crosses; only their balance says whether it is over the
// window.
let over = 0;

function welcome() {
  // The first frame is that of the start view, in the color scheme that the user selected. Other views begin empty.
  const theme = (() => { try { return localStorage.getItem("strongmap-theme"); } catch { return null; } })();
  if (theme) document.documentElement.dataset.theme = theme;
  if (!["", "#", "#/"].includes(location.hash)) page.replaceChildren();

  // Everything but `main`, which accepts files, is inert until the program is loaded.
  for (const part of page.children) part.inert = part.id !== "main";
  page.dataset.waiting = "";
  page.inert = false;
  page.addEventListener("click", press);

  addEventListener("dragenter", (event) => {
    event.preventDefault();
    over += 1;
    drag(true);
  });
  addEventListener("dragleave", () => {
    over = Math.max(over - 1, 0);
    if (over === 0) drag(false);
  });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    over = 0;
    drag(false);
    // A user who drops something has finished typing, and waits for the answer.
    if (isTyping()) document.activeElement.blur();
    if (event.dataTransfer) take(event.dataTransfer);
  });
  addEventListener("paste", (event) => {
    if (isTextField(event.target) || !event.clipboardData) return;
    event.preventDefault();
    take(event.clipboardData);
  });
  addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.type !== "file") return;
    give(Array.from(target.files, (file) => [file, file.webkitRelativePath]));
    // Without this, selecting the same file again would fire no change event.
    target.value = "";
  });
}

// Text that is pasted into a text field goes there.
const isTextField = (target) => target instanceof HTMLTextAreaElement
  || target instanceof HTMLInputElement && target.type !== "file" && target.type !== "checkbox";

// Browsers offer the newer clipboard API only in secure contexts such as HTTPS; elsewhere the copy event is used.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    let asked = false;
    const answer = (event) => {
      event.preventDefault();
      event.clipboardData.setData("text/plain", text);
      asked = true;
    };
    addEventListener("copy", answer, { once: true });
    document.execCommand("copy");
    removeEventListener("copy", answer);
    return asked;
  }
}

function isTyping() {
  return isTextField(document.activeElement);
}

function take(transfer) {
  // The browser invalidates what was dropped after this task, so entries of folders have to be requested now.
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry);
  if (entries.some((entry) => entry.isDirectory)) return void filesBelow(entries).then(giveFolder);

  const text = transfer.getData("text/plain");
  if (transfer.files.length > 0) give(Array.from(transfer.files, (file) => [file, ""]));
  else if (text.trim() !== "") give(text);
}

// All files in these entries and below, in the order of their paths, and the paths of what the browser cannot open.
async function filesBelow(waiting) {
  const files = [];
  const unopened = [];
  for (let entry; (entry = waiting.pop());) {
    const path = entry.fullPath.replace(/^\/+/, "");
    const opened = (open) => new Promise((done) => open(done, () => done(null)));
    if (entry.isDirectory) {
      const reader = entry.createReader();
      // A folder returns its content in portions, until one is empty.
      for (let portion = [null]; portion.length > 0;) {
        portion = await opened((done, failed) => reader.readEntries(done, failed));
        if (!portion) {
          unopened.push(path);
          break;
        }
        waiting.push(...portion);
      }
    } else {
      const file = await opened((done, failed) => entry.file(done, failed));
      if (file) files.push([file, path]);
      else unopened.push(path);
    }
  }
  return { files: files.sort(([, one], [, other]) => (one < other ? -1 : 1)), unopened: unopened.sort() };
}

function giveFolder({ files, unopened }) {
  if (files.length > 0 || unopened.length === 0) give(files);
  if (unopened.length > 0) give({ unopened });
}

// How many files are passed to the program at a time: the page has other things to do in between.
const AT_ONCE = 1_000;

// Passes on files with their paths, the paths of files that cannot be opened, a text, or whether something is dragged
// over the window.
function give(given) {
  if (tell && given.length > AT_ONCE && Array.isArray(given)) {
    setTimeout(give, 0, given.slice(AT_ONCE));
    return tell(given.slice(0, AT_ONCE));
  }
  if (tell) return tell(given);
  early.push(given);
  const count = early.reduce((sum, it) => sum + (Array.isArray(it) ? it.length : typeof it === "string" ? 1 : 0), 0);
  hold(count === 1 ? "Received. It will be read once Strongmap has started."
    : `${count} files received. They will be read once Strongmap has started.`);
}

function drag(dragging) {
  if (tell) return tell(dragging);
  page.querySelector(".drop-veil")?.classList.toggle("shown", dragging);
  page.querySelector(".tray-box")?.classList.toggle("over", dragging);
}

function press({ target }) {
  const button = target.closest("button");
  if (!button) return;
  pressed = button;
  hold("One moment: Strongmap is starting.");
}

function hold(words) {
  const waiting = document.getElementById("waiting");
  if (!waiting) return;
  waiting.textContent = words;
  waiting.classList.add("told");
}

// Called by the program when it starts: returns the element to draw into, whose content it replaces.
function enter() {
  focused = page.contains(document.activeElement) ? document.activeElement : null;
  page.removeEventListener("click", press);
  delete page.dataset.waiting;
  return page;
}

// Registers the callback for input, and passes it all earlier input.
function whenGiven(callBack) {
  tell = callBack;
  early.splice(0).forEach(give);
  if (over > 0) tell(true);
}

// The program has drawn the page for the first time: restores the focus, and repeats the click on a button of the first
// frame.
function drawn() {
  const name = (it) => it.ariaLabel ?? it.textContent;
  const again = (known) => known && [...page.querySelectorAll(known.localName)].find((it) => name(it) === name(known));
  if (document.activeElement === document.body) again(focused)?.focus();
  again(pressed)?.click();
}

// ── Programs and workers ──

// Starts a worker that runs the program of this name. It listens once it has sent its first message.
//
// Its script is a blob URL, so that the worker inherits the policy of the page whatever headers its server sends.
async function startWorker(name) {
  const [address, module] = await Promise.all([script(name), program(name)]);
  const worker = new Worker(trusted.createScriptURL(address), { name });
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
  return once(written, name, async () => {
    const source = await (await part(programs[name].script)).blob();
    const address = URL.createObjectURL(new Blob([source, RUN], { type: "text/javascript" }));
    ours.add(address);
    return address;
  });
}

// A failure is not cached, since it may succeed the next time, for example when the connection is back.
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
  // If the server sends another MIME type, the bytes are compiled after they have all arrived.
  const streams = (answer.headers.get("content-type") ?? "").startsWith("application/wasm");
  return streams ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
}

async function part({ href, integrity }) {
  if (href.startsWith("#")) return packed(href);
  const answer = await fetch(href, { integrity }).catch(() => null);
  if (!answer?.ok) throw new Missing(href);
  return answer;
}

// A part that did not arrive as it was built; the message is its URL.
class Missing extends Error {}

// ── Single-file page ──

const SINGLE = "strongmap.html";

// A part that is embedded in the page, in gzip and base64.
function packed(href) {
  const letters = atob(document.getElementById(href.slice(1)).textContent);
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

// Creates the license file, which is otherwise next to the page, from the page itself, and explains why this page was
// loaded instead.
async function unfold() {
  const licences = document.querySelector("link[rel=license]");
  licences.href = URL.createObjectURL(await packed(licences.getAttribute("href")).blob());

  const refused = /^\?refused=(\d{3})$/.exec(location.search);
  if (refused) {
    remark = `This server answered ${refused[1]} for the .wasm files of this page, so the page was loaded as one file `
      + "instead, which is slower and does not work offline. Its administrator can add the MIME type "
      + "application/wasm for .wasm (on IIS, the web.config that comes with the page does this).";
  }
}

// A refused request fails the digest check before its status can be read, so it is sent again without a digest.
async function explain(address) {
  const answer = await fetch(address, { cache: "no-store" }).catch(() => null);
  if (!answer) {
    return say("A part of Strongmap could not be loaded.", "The connection was lost. Reload the page.");
  }
  if (answer.ok) {
    return say("Strongmap was changed in transit.",
      `${address} is not the file this page was built with: a proxy may have rewritten it, or the page is just being `
      + "updated. Reload the page in a few minutes.");
  }
  const single = await fetch(SINGLE, { method: "HEAD" }).catch(() => null);
  if (single?.ok) {
    return location.replace(`${SINGLE}?refused=${answer.status}${location.hash}`);
  }
  return say("A part of Strongmap is missing on this server.",
    `It answered ${answer.status} for ${address}. Its administrator must have it send .wasm files as `
    + "application/wasm; some servers refuse file types they do not know.");
}

// ── Offline use, and new versions ──

let registration = null;
let tellNewer = null;
let isNewer = false;

// Has the service worker store this build, if the browser supports and allows it.
async function keepAtHand() {
  const build = document.querySelector('meta[name="strongmap-build"]')?.content;
  if (!build || inOneFile || !navigator.serviceWorker || !navigator.locks) return;

  // The service worker keeps this build as long as a window holds this lock.
  const folder = new URL("./", location.href).pathname;
  navigator.locks.request(`strongmap ${folder} ${build}`, { mode: "shared" }, () => new Promise(() => {}));

  // Browsers refuse it in some private windows; the page works without it.
  registration = await navigator.serviceWorker
    .register(trusted.createScriptURL(SERVICE_WORKER), { updateViaCache: "none" })
    .catch(() => null);
  if (!registration) return;
  const watch = (worker) => worker?.addEventListener("statechange", look);
  const look = () => {
    isNewer = registration.waiting !== null && registration.active !== null;
    if (isNewer) tellNewer?.();
  };
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  look();

  // A window that stays open for days checks for a new version when the user returns to it.
  let asked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && Date.now() - asked > 3_600_000) {
      asked = Date.now();
      registration.update().catch(() => {});
    }
  });
}

// Calls back once a new version is fully stored and waiting.
function whenNewer(tell) {
  tellNewer = tell;
  if (isNewer) tell();
}

// Activates the new version and reloads the page.
function loadNewer() {
  const next = registration?.waiting;
  if (!next) return location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  next.postMessage("take over");
}

// Removes what the browser stores for this page: settings, the offline copy of the build, and the service worker.
async function forget() {
  const mine = (name) => name.startsWith("strongmap");
  for (const open of [() => localStorage, () => sessionStorage]) {
    try {
      const storage = open();
      Object.keys(storage).filter(mine).forEach((name) => storage.removeItem(name));
    } catch {
      // Storage that is blocked contains nothing.
    }
  }
  // Another folder of this host may have its own copy of the page, whose data must stay.
  const { href, pathname } = new URL("./", location.href);
  const here = (name) => name.startsWith(`strongmap ${pathname} `) || name === `strongmap-settings ${pathname}`;
  const names = await globalThis.caches?.keys().catch(() => []) ?? [];
  await Promise.all(names.filter(here).map((name) => caches.delete(name)));
  const kept = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  if (kept?.scope === href) await kept.unregister();
}

// ── Messages ──

// The program failed, and may say so itself.
function stopped() {
  say("Strongmap stopped because of an error.",
    "This is a fault in the page, not in your certificate. Reload the page. Nothing you added has left this browser.");
}

function say(headline, advice, address) {
  const heading = document.createElement("h1");
  heading.textContent = headline;
  const paragraph = document.createElement("p");
  paragraph.textContent = advice;
  document.getElementById("waiting")?.remove();
  const trouble = document.getElementById("trouble");
  trouble.replaceChildren(heading, paragraph);
  if (address) {
    const link = document.createElement("a");
    link.href = address + location.hash;
    link.textContent = `Open ${address}`;
    trouble.append(link);
  }
  trouble.hidden = false;
}

// All definitions above are complete.
welcome();
start();
