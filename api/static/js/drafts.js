// Forms are saved while they are filled in: on the server, or here until the network is back.
import { csrf, person, say, texts_of } from "./page.js";

const PAUSE = 1200; // milliseconds after the last key: not with every letter, soon enough for a ride in a lift
const pending = new Map(); // timers by form

export function watchDrafts(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    form.addEventListener("input", () => later(form));
    form.addEventListener("change", () => later(form));
    if ("unsaved" in form.dataset) later(form); // it came back with mistakes, as it was typed
    resume(form);
  }
}

/** Save at once what waits to be saved: before a task leaves the screen. */
export async function settle() {
  await Promise.all([...pending.keys()].map(save));
}

/** Forget what waits: the form is being handed in. */
export function drop(form) {
  clearTimeout(pending.get(form));
  pending.delete(form);
  localStorage.removeItem(key(form));
}

addEventListener("pagehide", () => settle());
addEventListener("online", () => {
  for (const form of document.querySelectorAll("form[data-draft]")) resume(form);
});

function later(form) {
  clearTimeout(pending.get(form));
  pending.set(form, setTimeout(() => save(form), PAUSE));
}

async function save(form) {
  clearTimeout(pending.get(form));
  pending.delete(form);
  const entries = texts_of(new FormData(form));
  try {
    const answer = await post(form, entries);
    if (!answer.ok) return;
    localStorage.removeItem(key(form));
    status(form, say("saved", { at: (await answer.json()).at }));
  } catch {
    localStorage.setItem(key(form), JSON.stringify(entries));
    status(form, say("saved-here"));
  }
}

/** Send what was kept here while there was no network, and show the form with it. */
async function resume(form) {
  const kept = localStorage.getItem(key(form));
  if (!kept) return;
  const entries = JSON.parse(kept).map(([name, value]) => [name, name === "csrf" ? csrf() : value]);
  try {
    const answer = await post(form, entries);
    localStorage.removeItem(key(form));
    if (answer.ok) location.reload();
  } catch {
    status(form, say("saved-here"));
  }
}

function post(form, entries) {
  const body = new FormData();
  for (const [name, value] of entries) body.append(name, value);
  return fetch(form.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true });
}

function key(form) {
  return `guanjia:draft:${person}:${form.dataset.draft}`;
}

function status(form, text) {
  const line = form.querySelector("[data-saved]");
  if (line) line.textContent = text;
}
