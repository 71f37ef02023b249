// Handing in: once, whatever the network does. What could not be sent waits in this browser, files
// too, under the form's own key, and is sent when the network is back; the server counts it once.
import { drop } from "./drafts.js";
import { begin } from "./guanjia.js";
import { csrf, parsed, person, say, show, tell } from "./page.js";

const AGAIN = 10_000; // milliseconds between two attempts while something waits

export function watchSending(root) {
  for (const form of root.querySelectorAll("form[data-send]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      hand_in(form, event.submitter);
    });
  }
}

async function hand_in(form, submitter) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  drop(form);
  const url = submitter?.getAttribute("formaction") || form.getAttribute("action");
  const entries = [...new FormData(form, submitter)];
  try {
    await shown(await post(url, entries));
  } catch {
    await keep({ url, entries, person, key: entry(entries, "once") + url });
    tell(say("waiting"), "bad");
    setTimeout(flush, AGAIN);
  }
  delete form.dataset.busy;
}

addEventListener("online", () => flush());

/** Send what waits; what is refused becomes a draft again, so that nothing typed is lost. */
export async function flush() {
  const waiting = (await all()).filter((each) => each.person === person && !each.refused);
  for (const each of waiting) {
    const entries = each.entries.map(([name, value]) => [name, name === "csrf" ? csrf() : value]);
    try {
      const answer = await post(each.url, entries);
      if (answer.ok) {
        await forget(each.key);
        tell(say("sent"), "good", new URL(answer.url).pathname);
      } else {
        await refused(each, entries);
      }
    } catch {
      setTimeout(flush, AGAIN);
      return;
    }
  }
}

async function refused(each, entries) {
  const task = each.url.replace(/\/(completion|decision\/\w+)$/, "");
  const draft = await post(`${task}/draft`, entries.filter(([, value]) => typeof value === "string"));
  if (draft.ok) await forget(each.key);
  else await keep({ ...each, refused: true });
  tell(say(draft.ok ? "to-mend" : "refused"), "bad", task);
}

async function shown(answer) {
  if (answer.redirected && answer.ok) location.assign(answer.url);
  else show(parsed(await answer.text()), begin);
}

function post(url, entries) {
  const body = new FormData();
  for (const [name, value] of entries) body.append(name, value);
  return fetch(url, { method: "POST", body });
}

function entry(entries, name) {
  return entries.find(([each]) => each === name)?.[1] || "";
}

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("guanjia", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function on(mode, ask) {
  const database = await open();
  return new Promise((done, failed) => {
    const asked = ask(database.transaction("outbox", mode).objectStore("outbox"));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

const keep = (one) => on("readwrite", (store) => store.put(one));
const forget = (key) => on("readwrite", (store) => store.delete(key));
const all = () => on("readonly", (store) => store.getAll());
