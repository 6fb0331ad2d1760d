// Keeps the page at hand, so that it opens without its server. Nothing else ever passes through here: the page sends
// nothing, and certificates never leave it.
//
// A build is kept whole or not at all, in a cache of its own, and a visit that began with one build ends with it. The
// next build waits until no window shows this one any more, or until the visitor asks for it.
"use strict";

// `cargo xtask dist` writes the name of the build here, and every file of it with its digest.
const BUILD = { id: "", files: {} };

const FOLDER = new URL("./", location.href).pathname;
const PREFIX = `strongmap ${FOLDER} `;
const OWN = PREFIX + BUILD.id;
// What an administrator puts beside the page belongs to no build.
const SETTINGS = "strongmap.config.json";
const SETTINGS_CACHE = `strongmap-settings ${FOLDER}`;

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(Promise.all([clients.claim(), tidy()])));
addEventListener("message", (event) => {
  if (event.data === "take over") skipWaiting();
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const name = nameOf(request);
  if (name === null) return;
  if (request.mode === "navigate") event.waitUntil(Promise.all([tidy(), mend()]));
  event.respondWith(name === SETTINGS ? settings(request) : answer(request, name));
});

// Every file of this build, or failure: the browser checks each digest and tries again at a later visit.
//
// Nothing is kept before all has come, and the page last: where it is, everything is.
async function keep() {
  const { "./": page, ...others } = BUILD.files;
  // A server that has gone on to another build is asked for nothing more.
  const response = await fetched("./", page);
  const files = await Promise.all(Object.entries(others).map(async ([name, integrity]) => {
    // Names carry their content, so what an earlier build kept under the same one is the same file.
    const kept = isHashed(name) ? await caches.match(name) : undefined;
    return [name, kept ?? await fetched(name, integrity)];
  }));
  try {
    const cache = await caches.open(OWN);
    await Promise.all(files.map(([name, file]) => cache.put(name, file)));
    await cache.put("./", response);
  } catch (error) {
    await caches.delete(OWN);
    throw error;
  }
}

// What was kept may be lost. It is kept again as long as the server has it.
async function mend() {
  if (!await own("./")) await keep().catch(() => {});
}

async function fetched(name, integrity) {
  const isPage = name === "./";
  const response = await fetch(name, {
    integrity: isPage ? "" : integrity,
    cache: isHashed(name) ? "default" : "no-cache",
  });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  if (isPage && await digestOfPage(await response.clone().text()) !== integrity) throw new Error("another page");
  return response;
}

// The one thing that an administrator writes into the page is the name of the file beside it.
async function digestOfPage(text) {
  const plain = text.replace(/(<meta name="strongmap-config" content=")[^"<>]*/, "$1");
  const digest = await crypto.subtle.digest("SHA-384", new TextEncoder().encode(plain));
  return "sha384-" + btoa(String.fromCharCode(...new Uint8Array(digest)));
}

function isHashed(name) {
  return /-[0-9a-f]{10}\.\w+$/.test(name);
}

// The name of a file below this folder; null for what is none of our business.
function nameOf(request) {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || !pathname.startsWith(FOLDER)) return null;
  const name = pathname.slice(FOLDER.length);
  return name === "" || name === "index.html" ? "./" : name;
}

// From this build; else from the build with which another window still works; else from the server.
async function answer(request, name) {
  return await own(name) ?? await caches.match(name) ?? fetch(request);
}

function own(name) {
  return caches.match(name, { cacheName: OWN });
}

async function settings(request) {
  const cache = await caches.open(SETTINGS_CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(SETTINGS, response.clone());
    else await cache.delete(SETTINGS);
    return response;
  } catch (error) {
    return await cache.match(SETTINGS) ?? Response.error();
  }
}

// Drops builds that no window works with: each holds a lock with the name of its build. A build that is on its way or
// waits has no window yet, and nothing is dropped before its turn has come.
async function tidy() {
  const isNextOnItsWay = () => registration.installing !== null || registration.waiting !== null;
  if (isNextOnItsWay()) return;
  const names = await caches.keys();
  const { held } = await navigator.locks.query();
  const inUse = new Set([OWN, ...held.map((lock) => lock.name)]);
  if (isNextOnItsWay()) return;
  const dropped = names.filter((name) => name.startsWith(PREFIX) && !inUse.has(name));
  await Promise.all(dropped.map((name) => caches.delete(name)));
}
