// The drawing opens in the place of the form, which keeps what was typed and chosen in it.
import { parsed } from "./page.js";

export function watchTabs(root) {
  const tabs = root.querySelector("[data-tabs]");
  const work = root.querySelector(".sides");
  if (!tabs || !work) return bring(root);
  tabs.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.tab === "diagram") {
      draw(tabs, work, link);
    } else {
      turn(tabs, work, link);
      go(new URL(link.href).hash);
    }
  });
}

async function draw(tabs, work, link) {
  try {
    if (!document.getElementById("drawing")) {
      const answer = await fetch(link.href);
      const fresh = answer.ok && parsed(await answer.text()).getElementById("drawing");
      if (!fresh) throw new Error("no drawing");
      work.after(document.adoptNode(fresh));
    }
    turn(tabs, work, link);
    bring(document);
  } catch {
    location.assign(link.href);
  }
}

/** Go to a part of this page, whatever its address says besides; no load forgets what was typed. */
function go(part) {
  if (!part) return;
  location.hash = part;
  document.querySelector(part)?.scrollIntoView();
}

function turn(tabs, work, link) {
  const drawing = document.getElementById("drawing");
  const drawn = link.dataset.tab === "diagram";
  work.hidden = drawn;
  if (drawing) drawing.hidden = !drawn;
  for (const each of tabs.querySelectorAll("a")) {
    if (each === link) each.setAttribute("aria-current", "page");
    else each.removeAttribute("aria-current");
  }
}

/** Bring where the case stands to the middle of its drawing. */
function bring(root) {
  const here = root.querySelector("#drawing .here");
  const frame = here?.closest(".diagram");
  if (!frame) return;
  const at = here.getBoundingClientRect();
  const around = frame.getBoundingClientRect();
  frame.scrollLeft += at.left + at.width / 2 - around.left - around.width / 2;
  frame.scrollTop += at.top + at.height / 2 - around.top - around.height / 2;
}
