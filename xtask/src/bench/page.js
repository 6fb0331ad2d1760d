// Measures in a worker, so that the page can always be asked whether it is done.
window.measured = null;
const worker = new Worker("measure.js", { type: "module" });
worker.onmessage = ({ data }) => { window.measured = data; };
worker.onerror = ({ message }) => { window.measured = { error: message ?? "measure.js did not load" }; };
