// Runs first in the page of the walks, served from its own origin as its policy demands.
// It notes what goes wrong, and does what a visitor does with files, for which WebDriver has no commands.
"use strict";

window.walk = (() => {
  const wrongs = [];
  const note = (kind, ...details) => wrongs.push(`${kind}: ${details.map(String).join(" ")}`);

  addEventListener("error", (event) => {
    // Without a message, it is a part that did not load.
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

  // Firefox makes no such event with files in it.
  const paste = (clipboardData) => {
    const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "clipboardData", { value: clipboardData });
    document.body.dispatchEvent(event);
  };

  // Words as a visitor sees them: lines and blanks are all the same.
  const words = (element) => (element?.textContent ?? "").replace(/\s+/g, " ").trim();
  const shown = (element) => element !== null && element.getClientRects().length > 0;

  // The page shows nothing that is still to change.
  const settled = () => document.querySelector("#page main") !== null
    && document.querySelector(".reading, [aria-busy=true]") === null;

  // Milliseconds after the navigation began.
  let readyAt = null;
  const watcher = new MutationObserver(() => {
    if (!settled()) return;
    readyAt = performance.now();
    watcher.disconnect();
  });
  watcher.observe(document, { subtree: true, childList: true, attributes: true });

  return {
    wrongs,
    settled,
    readyAt: () => readyAt,

    drop: (files) => drop(transfer(files)),
    dropText: (text) => drop(transfer([], text)),
    drag: (kind) => drag(kind, transfer([{ name: "held.pem", base64: "" }])),
    pasteFiles: (files) => paste(transfer(files)),

    // Noise without end marks, of a size that takes a while.
    dropNoise: (name, size) => {
      const bytes = new Uint8Array(size);
      for (let at = 0, state = 1; at < size; at += 1) {
        state = Math.imul(state, 1103515245) + 12345;
        bytes[at] = state >>> 16;
      }
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name));
      drop(transfer);
    },

    // Many certificates out of a few: each is the next of them with another number at a place.
    dropMany: (seeds, count) => {
      const ready = seeds.map(({ at, base64 }) => ({ at, bytes: bytesOf(base64) }));
      const transfer = new DataTransfer();
      for (let number = 1; number <= count; number += 1) {
        const { at, bytes } = ready[(number - 1) % ready.length];
        const copy = bytes.slice();
        new DataView(copy.buffer).setUint32(at, number);
        transfer.items.add(new File([copy], `${number}.cer`));
      }
      drop(transfer);
    },

    // A folder comes as an entry, of which no script can make a real one: this one answers what the page asks of it.
    dropFolder: (name, files) => {
      const children = files.map(({ name, base64 }) => ({
        isFile: true,
        isDirectory: false,
        name,
        file: (give) => give(new File([bytesOf(base64)], name)),
      }));
      const folder = {
        isFile: false,
        isDirectory: true,
        name,
        createReader: () => ({ readEntries: (give) => give(children.splice(0, 1)) }),
      };
      const get = DataTransferItem.prototype.webkitGetAsEntry;
      DataTransferItem.prototype.webkitGetAsEntry = () => folder;
      drop(transfer([{ name, base64: "" }]));
      DataTransferItem.prototype.webkitGetAsEntry = get;
    },

    // Lets the worker die over the file of this name.
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

    // Faults on purpose: what WebDriver throws is not the page's, and told to nobody.
    stumble: () => void setTimeout(() => { throw new Error("stumbled"); }),
    refuse: () => void Promise.reject(new Error("refused")),

    // Counts how often the page gets a turn.
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
      file: words(entry.querySelector(".entry-file")),
      headline: words(entry.querySelector(".entry-words > .quiet")),
      current: entry.getAttribute("aria-current") === "true",
    })),
    select: (place) => document.querySelectorAll(".list .entry")[place].click(),

    troubles: () => words(document.querySelector(".troubles")),
    trouble: () => {
      const trouble = document.getElementById("trouble");
      return shown(trouble) ? words(trouble) : "";
    },

    // What the focus is on, in the words of a screen reader.
    focus: () => {
      const element = document.activeElement;
      if (!element || element === document.body) return "";
      return element.getAttribute("aria-label") ?? words(element);
    },

    // What is wider than the window it is seen through.
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
