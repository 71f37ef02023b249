// Handing in: once, whatever the network does. What could not be sent waits in this browser, files
// too, under the form's own key, and is sent when the network is back; the server counts it once.
import { drop } from "./drafts.js";
import { begin } from "./guanjia.js";
import { SECRET, csrf, parsed, person, say, show, tell } from "./page.js";

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
  const lasting = entries.filter(([name]) => name !== SECRET); // it is asked for again
  const one = { url, entries: lasting, person, key: entry(entries, "once") + url };
  try {
    const answer = await post(url, entries);
    if (signed_out(answer)) {
      await keep(one); // what was typed waits until he has signed in again
      location.assign(answer.url);
    } else {
      await shown(answer);
    }
  } catch {
    await keep(one);
    tell(say("waiting"), "bad");
    setTimeout(flush, AGAIN);
  }
  delete form.dataset.busy;
}

function signed_out(answer) {
  return answer.redirected && new URL(answer.url).pathname === "/sign-in";
}

addEventListener("online", () => flush());

/** Send what waits; what is refused becomes a draft again, so that nothing typed is lost. */
export async function flush() {
  const waiting = (await all()).filter((each) => each.person === person && !each.refused);
  for (const each of waiting) {
    const entries = each.entries.map(([name, value]) => [name, name === "csrf" ? csrf() : value]);
    try {
      const answer = await post(each.url, entries);
      if (signed_out(answer)) {
        return tell(say("signed-out"), "bad", "/sign-in");
      } else if (answer.ok) {
        await forget(each.key);
        sent(entry(each.entries, "once"));
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

/** Take a form away that has arrived: nobody changes and sends it once more. */
function sent(once) {
  for (const form of document.querySelectorAll("form[data-send]")) {
    if (form.elements.once?.value === once) form.remove();
  }
}

async function refused(each, entries) {
  const task = each.url.replace(/\/(completion|decision\/\w+)$/, "");
  const draft = await post(`${task}/draft`, entries.filter(([, value]) => typeof value === "string"));
  if (draft.ok) await forget(each.key);
  else await keep({ ...each, refused: true });
  tell(say(draft.ok ? "to-mend" : "refused"), "bad", task);
}

/** Go on where the answer leads; a refusal without the form is told above the one that is here. */
async function shown(answer) {
  if (answer.redirected && answer.ok) return location.assign(answer.url);
  const page = parsed(await answer.text());
  if (answer.ok || page.querySelector("form[data-send]")) return show(page, begin);
  const said = [...page.querySelectorAll("main h1, main h1 + p:not(.soft)")];
  tell(said.map((each) => each.textContent.trim()).join("："), "bad");
  scrollTo(0, 0);
}

async function post(url, entries) {
  const body = new FormData();
  for (const [name, value] of entries) body.append(name, value);
  const answer = await fetch(url, { method: "POST", body });
  if (answer.status >= 500) throw new Error("not now"); // it waits here as if there were no network
  return answer;
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
