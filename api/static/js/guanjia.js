// What the pages gain where there is script; without it they do the same, more slowly.
import { watchDrafts } from "./drafts.js";
import { watchKeys } from "./keys.js";
import { follow } from "./live.js";
import { watchPhrases } from "./phrases.js";
import { flush, watchSending } from "./sending.js";
import { watchSignatures } from "./signature.js";
import { watchSplit } from "./split.js";

export function begin(root) {
  watchDrafts(root);
  watchPhrases(root);
  watchSending(root);
  watchSignatures(root);
}

document.documentElement.classList.add("scripted");
begin(document);
watchKeys();
watchSplit(begin);
follow();
flush();
