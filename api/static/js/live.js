// Counts and rows follow what happens: the server says that something changed, the page asks what.
import { parsed } from "./page.js";
import { mark } from "./split.js";

export function follow() {
  if (!document.querySelector("[data-count]")) return;
  const seen = new URLSearchParams({ seen: document.body.dataset.seen || "" });
  const stream = new EventSource(`/live?${seen}`);
  stream.addEventListener("changed", () => refresh());
  addEventListener("pagehide", () => stream.close());
}

function refresh() {
  const box = document.querySelector(".box[data-href]");
  return Promise.all([counts(), box && rows(box)]);
}

async function counts() {
  const answer = await fetch("/api/v1/boxes");
  if (!answer.ok) return;
  const { items } = await answer.json();
  for (const { name, count } of items) {
    for (const badge of document.querySelectorAll(`[data-count="${name}"]`)) {
      badge.textContent = count > 99 ? "99+" : count || "";
      badge.hidden = !count;
    }
  }
}

/** Show the rows of the list anew; what is ticked stays ticked, and the keyboard where it is. */
async function rows(box) {
  const answer = await fetch(box.dataset.href);
  const fresh = answer.ok && parsed(await answer.text()).querySelector(".box");
  if (!fresh) return;
  const kept = document.activeElement?.closest("[data-row]")?.dataset.row;
  const inside = document.activeElement?.matches(".pick input") ? ".pick input" : "a";
  const ticked = [...box.querySelectorAll(".pick input:checked")].map((each) => each.value);
  take(box, fresh);
  for (const each of box.querySelectorAll(".pick input")) each.checked = ticked.includes(each.value);
  mark(location.href);
  if (kept) box.querySelector(`[data-row="${kept}"] ${inside}`)?.focus();
}

/** Take what has changed; the form of what is done with many stays as far as it is filled in. */
function take(box, fresh) {
  const filled = box.querySelector(".rows") && fresh.querySelector(".rows");
  if (!filled) {
    box.replaceChildren(...document.adoptNode(fresh).childNodes);
    return;
  }
  for (const part of [".head .soft", ".rows"]) {
    box.querySelector(part).replaceWith(document.adoptNode(fresh.querySelector(part)));
  }
}
