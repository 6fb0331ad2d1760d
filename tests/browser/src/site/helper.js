// Runs first in the page of the walks, served from the page's own origin as its policy demands. It records errors, and
// acts with files as a user does, for which WebDriver has no commands.
"use strict";

window.walk = (() => {
  const as = (text) => text;
  const handing = { createHTML: as, createScript: as, createScriptURL: as };
  // Not before it is used: where the page is served as it is published, its policy does not allow it.
  let made;
  const trust = () => (made ??= window.trustedTypes?.createPolicy("walks", handing) ?? handing);
  const wrongs = [];
  const note = (kind, ...details) => wrongs.push(`${kind}: ${details.map(String).join(" ")}`);

  addEventListener("error", (event) => {
    // Without a message, it is a resource that did not load.
    note("error", event.error ?? event.message ?? `${event.target.src ?? event.target.href} did not load`);
  }, true);
  addEventListener("unhandledrejection", (event) => note("unhandled rejection", event.reason));
  addEventListener("securitypolicyviolation", (event) => {
    note("policy violated", event.effectiveDirective, event.blockedURI, event.sourceFile, event.lineNumber);
  });
  for (const kind of ["error", "warn", "assert"]) {
    const speak = console[kind].bind(console);
    console[kind] = (...words) => {
      if (kind !== "assert" || !words[0]) note(`console.${kind}`, ...words);
      speak(...words);
    };
  }

  const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

  const transfer = (files, text) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of files) transfer.items.add(new File([bytesOf(base64)], name));
    if (text !== undefined) transfer.setData("text/plain", text);
    return transfer;
  };

  const drag = (kind, dataTransfer, target = document.body) =>
    target.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));

  const drop = (dataTransfer) => {
    for (const kind of ["dragenter", "dragover", "drop"]) drag(kind, dataTransfer);
  };

  // Firefox creates no such event with files in it.
  const paste = (clipboardData) => {
    const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "clipboardData", { value: clipboardData });
    document.activeElement.dispatchEvent(event);
  };

  // A folder as a browser lists it: its content in portions, the last of which is empty. In the place of content, false
  // is a file that cannot be opened, and true a folder that cannot be listed.
  const entry = (path, name, content) => {
    const fullPath = `${path}/${name}`;
    const fail = (_, failed) => setTimeout(failed);
    if (content === false) return { isFile: true, isDirectory: false, fullPath, name, file: fail };
    if (content === true) {
      return { isFile: false, isDirectory: true, fullPath, name, createReader: () => ({ readEntries: fail }) };
    }
    if (typeof content === "string") {
      const file = new File([bytesOf(content)], name);
      return { isFile: true, isDirectory: false, fullPath, name, file: (done) => setTimeout(done, 0, file) };
    }
    const portions = Object.entries(content).map(([name, content]) => [entry(fullPath, name, content)]);
    const readEntries = (done) => setTimeout(() => done(portions.shift() ?? []));
    return { isFile: false, isDirectory: true, fullPath, name, createReader: () => ({ readEntries }) };
  };

  // Files that the page saves are kept here instead of on the disk, with the byte order mark that some begin with.
  const whole = new TextDecoder("utf-8", { ignoreBOM: true });
  const saved = [];
  const blobs = new Map();
  const address = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob) => {
    const given = address(blob);
    blobs.set(given, blob);
    return given;
  };
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    if (this.download) saved.push({ name: this.download, blob: blobs.get(this.href) });
    else click.call(this);
  };

  // Layout shifts that no input caused.
  const shifts = [];
  if (PerformanceObserver.supportedEntryTypes.includes("layout-shift")) {
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) {
        if (!shift.hadRecentInput) {
          shifts.push(...shift.sources.map(({ node }) => `${shift.value} ${node?.className || node?.nodeName}`));
        }
      }
    }).observe({ type: "layout-shift", buffered: true });
  }

  let stillFolded = null;
  addEventListener("afterprint", () => {
    stillFolded = document.querySelectorAll("main details:not([open]):not(.menu)").length;
  });

  // Text as a user sees it: line ends and blanks are all the same.
  const words = (element) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();
  const shown = (element) => element !== null && element.getClientRects().length > 0;

  // For a picture, its type and size.
  const size = async (blob) => {
    const { width, height } = await createImageBitmap(blob);
    return `PNG of ${width} x ${height}`;
  };

  // The page shows nothing that is still to change. Until it has loaded, no history entry is kept.
  const settled = () => document.readyState === "complete" && document.querySelector("#page:not([inert], [data-waiting]) main") !== null
    && document.querySelector(".reading, [aria-busy=true]") === null;

  // Milliseconds from the navigation until the page took files, and until its program had rendered it.
  let takesAt = null;
  let readyAt = null;
  const watcher = new MutationObserver(() => {
    if (document.querySelector("#page:not([inert])")) takesAt ??= performance.now();
    if (!settled()) return;
    readyAt = performance.now();
    watcher.disconnect();
  });
  watcher.observe(document, { subtree: true, childList: true, attributes: true });

  // Many certificates from a few: each is the next of them with another number at its offset.
  function* many(seeds, count) {
    const ready = seeds.map(({ at, base64 }) => ({ at, bytes: bytesOf(base64) }));
    for (let number = 1; number <= count; number += 1) {
      const seed = ready[(number - 1) % ready.length];
      const bytes = seed.bytes.slice();
      new DataView(bytes.buffer).setUint32(seed.at, number);
      yield { number, bytes };
    }
  }

  return {
    wrongs,
    settled,
    readyAt: () => readyAt,
    takesAt: () => takesAt,

    drop: (files) => drop(transfer(files)),
    dropText: (text) => drop(transfer([], text)),
    drag: (kind) => drag(kind, transfer([{ name: "held.pem", base64: "" }])),
    pasteFiles: (files) => paste(transfer(files)),

    // Drops a folder: names and content, which is base64 or another folder.
    dropFolder: (name, content) => {
      const given = DataTransferItem.prototype.webkitGetAsEntry;
      DataTransferItem.prototype.webkitGetAsEntry = () => entry("", name, content);
      try {
        drop(transfer([{ name, base64: "" }]));
      } finally {
        DataTransferItem.prototype.webkitGetAsEntry = given;
      }
    },

    get trust() {
      return trust();
    },
    saved,
    takeSaved: async () => Promise.all(saved.splice(0).map(async ({ name, blob }) => {
      const text = blob.type.startsWith("image/png") ? await size(blob) : whole.decode(await blob.arrayBuffer());
      return { name, text };
    })),
    shifts,
    stillFolded: () => stillFolded,

    // As if a folder with these files were selected.
    chooseFolder: (files) => {
      const input = document.querySelector("input[data-folder]");
      input.files = transfer(files).files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },

    // The accessibility problems that axe finds, as text; empty if there are none.
    axe: async () => {
      if (!window.axe) {
        await new Promise((resolve, reject) => {
          const script = document.createElement("script");
          Object.assign(script, { src: trust().createScriptURL("axe-of-the-walks.js"), onload: resolve, onerror: reject });
          document.head.append(script);
        });
      }
      // What an open menu overlays is covered until it closes.
      const open = document.querySelector("details.menu[open]");
      const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
      const { violations } = await axe.run(open ?? document, { runOnly, resultTypes: ["violations"] });
      return violations.flatMap(({ id, nodes }) => nodes.map((node) => {
        const because = [...node.any, ...node.all, ...node.none].map(({ message }) => message).join("; ");
        return `${id} at ${node.target.join(" ")}: ${because}`;
      }));
    },

    // The page as a screen reader goes through it: landmarks and headings, in order.
    order: () => [...document.querySelectorAll("header, nav, main, [role=search], h1, h2, h3, h4")]
      .filter(shown)
      .map((element) => {
        const name = element.getAttribute("aria-label") ?? (/^H\d/.test(element.tagName) ? words(element) : "");
        return `${element.getAttribute("role") ?? element.tagName.toLowerCase()} ${name}`.trim();
      }),

    // Random bytes without end marks, of a size that takes a while; between other files, if there are any.
    dropNoise: (name, size, before = [], after = []) => {
      const bytes = new Uint8Array(size);
      for (let at = 0, state = 1; at < size; at += 1) {
        state = Math.imul(state, 1103515245) + 12345;
        bytes[at] = state >>> 16;
      }
      const held = transfer(before);
      held.items.add(new File([bytes], name));
      for (const file of transfer(after).files) held.items.add(file);
      drop(held);
    },

    // Drops a file that is deleted before it is read, and another one.
    dropGone: async (name, other) => {
      const folder = await navigator.storage.getDirectory();
      const place = await folder.getFileHandle(name, { create: true });
      const pen = await place.createWritable();
      await pen.write("gone");
      await pen.close();
      const held = transfer([other]);
      held.items.add(await place.getFile());
      await folder.removeEntry(name);
      drop(held);
    },

    // Prepares many files; creating them takes longer than the page takes to have them dropped on it.
    holdMany: (seeds, count) => {
      walk.held = new DataTransfer();
      for (const { number, bytes } of many(seeds, count)) walk.held.items.add(new File([bytes], `${number}.cer`));
    },
    dropHeld: () => {
      drop(walk.held);
      delete walk.held;
    },

    // Makes the worker die over the file of this name.
    fell: (name) => {
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (message, ...rest) {
        if (Array.isArray(message) && message.some((part) => part?.name === name)) {
          setTimeout(() => this.dispatchEvent(new ErrorEvent("error", { cancelable: true })));
        } else {
          post.call(this, message, ...rest);
        }
      };
    },

    // Keeps the file of this name from the worker, which then never answers.
    mute: (name) => {
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (message, ...rest) {
        const holds = Array.isArray(message) && message.some((part) => part?.name === name);
        if (!holds) post.call(this, message, ...rest);
      };
    },

    // As the program of the page crashes.
    crash: () => {
      dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") }));
    },

    // Errors on purpose: what WebDriver throws is not the page's, and is reported to nobody.
    stumble: () => void setTimeout(() => { throw new Error("stumbled"); }),
    refuse: () => void Promise.reject(new Error("refused")),

    // Counts how often the main thread of the page gets a turn.
    beats: 0,
    beat() {
      walk.beats += 1;
      setTimeout(walk.beat);
    },

    answer: () => {
      const heading = document.getElementById("answer");
      return heading && {
        name: words(document.querySelector(".answer-name")),
        verdict: heading.dataset.verdict ?? null,
        headline: [...heading.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
          .map((node) => node.data).join("").trim(),
        sentence: words(document.querySelector(".answer .lead")),
        near_misses: [...document.querySelectorAll(".answer [data-near-miss]")]
          .map((element) => element.dataset.nearMiss),
        questions: [...document.querySelectorAll("[data-question]")].map((element) => element.dataset.question),
        codes: [...document.querySelectorAll(".path a.code")].map((link) => link.getAttribute("href")),
      };
    },

    items: () => [...document.querySelectorAll(".list .entry")].map((entry) => ({
      file: words(entry.querySelector(".file-name")),
      copies: entry.querySelector(".copies")?.title ?? "",
      headline: words(entry.querySelector(".entry-words > .quiet")),
      current: entry.getAttribute("aria-current") === "true",
    })),
    select: (place) => document.querySelectorAll(".list .entry")[place].click(),

    // From now on records whatever could reach a network. URLs that the page itself creates do not count.
    listen() {
      const heard = [];
      const own = (address) => String(address).startsWith("blob:") || String(address).startsWith("data:");
      const begin = performance.getEntriesByType("resource").length;
      for (const name of ["WebSocket", "WebSocketStream", "EventSource", "WebTransport", "RTCPeerConnection",
        "XMLHttpRequest", "SharedWorker", "BroadcastChannel"]) {
        if (window[name]) window[name] = new Proxy(window[name], { construct: () => { heard.push(name); return {}; } });
      }
      const call = (of, name) => {
        const known = of?.[name];
        if (!known) return;
        of[name] = function (...given) {
          if (!own(given[0]?.url ?? given[0] ?? "")) heard.push(`${name} ${given[0]?.url ?? given[0]}`);
          return known.apply(this, given);
        };
      };
      call(window, "fetch");
      call(window, "open");
      call(Navigator.prototype, "sendBeacon");
      call(HTMLFormElement.prototype, "submit");
      addEventListener("pagehide", () => heard.push("navigation"));
      walk.heard = () => {
        const loaded = performance.getEntriesByType("resource").slice(begin).map((it) => it.name);
        const hints = [...document.querySelectorAll("link[rel*=prefetch], link[rel*=preconnect], iframe, img, [ping]")];
        return [...heard, ...loaded.filter((name) => !own(name)), ...hints.map((it) => it.outerHTML)];
      };
    },
    heard: () => ["nobody listens"],

    troubles: () => words(document.querySelector(".troubles")),
    trouble: () => {
      const trouble = document.getElementById("trouble");
      return shown(trouble) ? words(trouble) : "";
    },

    // The element that has the focus, as a screen reader names it.
    focus: () => {
      const element = document.activeElement;
      if (!element || element === document.body) return "";
      return element.getAttribute("aria-label") ?? words(element);
    },

    // The fonts that are drawn, each by family, weight and size.
    fonts: () => {
      const fonts = new Set();
      for (const element of document.querySelectorAll("body *")) {
        if (!shown(element)) continue;
        const styles = ["::before", "::after"].map((part) => getComputedStyle(element, part))
          .filter(({ content }) => !["none", "normal", '""'].includes(content));
        const says = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "";
        if ([...element.childNodes].some(says)) styles.push(getComputedStyle(element));
        for (const { fontFamily, fontStyle, fontWeight, fontSize } of styles) {
          fonts.add(`${fontFamily.split(",")[0]} ${fontStyle} ${fontWeight} ${fontSize}`);
        }
      }
      return [...fonts];
    },

    // What is wider than the window.
    tooWide: (root) => {
      const width = root.documentElement.clientWidth;
      if (root.documentElement.scrollWidth <= width) return [];
      return [...root.querySelectorAll("body *")]
        .filter((element) => element.getBoundingClientRect().right > width + 0.5)
        .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`)
        .concat([`${root.documentElement.scrollWidth} of ${width} pixels`]);
    },
  };
})();
