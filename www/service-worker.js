// Stores the page, so that it opens without its server. Nothing else passes through here: the page sends nothing, and
// certificates never leave it.
//
// A build is stored completely or not at all, in its own cache, and a visit that began with a build ends with it. The
// next build waits until no window shows this one any more, or until the user asks for it.
"use strict";

// `cargo xtask dist` inserts the name of the build, and all of its files with their digests.
const BUILD = { id: "", files: {} };

const FOLDER = new URL("./", location.href).pathname;
const PREFIX = `strongmap ${FOLDER} `;
const OWN = PREFIX + BUILD.id;
// The file that an administrator adds next to the page belongs to no build.
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

// Stores all files of this build, or fails: the browser checks each digest, and tries again at a later visit.
//
// Nothing is stored before everything has arrived, and the page is stored last: if it is there, everything is.
async function keep() {
  const { "./": page, ...others } = BUILD.files;
  // If the server has another build already, nothing more is requested.
  const response = await fetched("./", page);
  const files = await Promise.all(Object.entries(others).map(async ([name, integrity]) => {
    // Names contain a digest of the content, so a file that an earlier build stored under the same name is the same
    // file.
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

// The browser may have deleted the stored build. It is stored again as long as the server has it.
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

// The digest without the configuration, the only thing that an administrator changes in the page: the name of its file,
// or a block with the line breaks before it.
async function digestOfPage(text) {
  const plain = text
    .replace(/(<meta name="strongmap-config" content=")[^"<>]*/, "$1")
    .replace(/\s*<script type="application\/json" id="strongmap-config">[^]*?<\/script>/, "");
  const digest = await crypto.subtle.digest("SHA-384", new TextEncoder().encode(plain));
  return "sha384-" + btoa(String.fromCharCode(...new Uint8Array(digest)));
}

function isHashed(name) {
  return /-[0-9a-f]{10}\.\w+$/.test(name);
}

// The name of a file below this folder; null for any other request.
function nameOf(request) {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || !pathname.startsWith(FOLDER)) return null;
  const name = pathname.slice(FOLDER.length);
  return name === "" || name === "index.html" ? "./" : name;
}

// From this build; otherwise from the build that another window still uses; otherwise from the server.
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

// Deletes builds that no window uses: each window holds a lock with the name of its build. A build that is being
// installed or is waiting has no window yet, so nothing is deleted until it is active.
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
