// Keeps the files it is passed, and examines them on request.
import init, { examineMany } from "./strongmap.js";

let files = [];

onmessage = async ({ data }) => {
  if (data.module) await init({ module_or_path: data.module });
  else if (data.files) files = data.files;
  else { postMessage(examineMany(files, data.situation)); return; }
  postMessage("ready");
};
