// Counts and rows follow what happens: the server says that something changed, the page asks what.
import { parsed } from "./page.js";
import { mark } from "./split.js";

export function follow() {
  if (!document.querySelector("[data-count]")) return;
  const stream = new EventSource("/live");
  stream.addEventListener("changed", () => refresh());
  addEventListener("pagehide", () => stream.close());
}

async function refresh() {
  const answer = await fetch("/api/v1/boxes");
  if (!answer.ok) return;
  const { items } = await answer.json();
  for (const { name, count } of items) {
    for (const badge of document.querySelectorAll(`[data-count="${name}"]`)) {
      badge.textContent = count > 99 ? "99+" : count || "";
      badge.hidden = !count;
    }
  }
  const box = document.querySelector(".box[data-href]");
  if (box) await rows(box);
}

/** Show the rows of the list anew; the one that has the keyboard keeps it. */
async function rows(box) {
  const answer = await fetch(box.dataset.href);
  const fresh = answer.ok && parsed(await answer.text()).querySelector(".box");
  if (!fresh) return;
  const kept = document.activeElement?.closest("[data-row]")?.dataset.row;
  for (const part of [".head .soft", ".rows", ".card.empty"]) {
    const old = box.querySelector(part);
    const now = fresh.querySelector(part);
    if (old && now) old.replaceWith(document.adoptNode(now));
    else if (old) old.remove();
    else if (now) box.append(document.adoptNode(now));
  }
  mark(location.href);
  if (kept) box.querySelector(`[data-row="${kept}"] a`)?.focus();
}
