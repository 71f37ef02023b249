// What the pages gain where there is script; without it they do the same, more slowly.
import { watchChecks } from "./checks.js";
import { watchDrafts } from "./drafts.js";
import { watchKeys } from "./keys.js";
import { follow } from "./live.js";
import { watchPhrases } from "./phrases.js";
import { flush, watchSending } from "./sending.js";
import { watchSignatures } from "./signature.js";
import { watchSplit } from "./split.js";
import { watchTabs } from "./tabs.js";
import { watchWords } from "./words.js";

export function begin(root) {
  watchChecks(root);
  watchDrafts(root);
  watchPhrases(root);
  watchSending(root);
  watchSignatures(root);
  watchTabs(root);
  watchWords(root);
}

document.documentElement.classList.add("scripted");
begin(document);
watchKeys();
watchSplit(begin);
follow();
flush();
