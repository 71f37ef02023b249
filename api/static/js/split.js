// On a desk a row opens beside its list; the address is the task's own, so it can be passed on.
import { settle } from "./drafts.js";
import { parsed } from "./page.js";

const desk = matchMedia("(min-width: 64rem)");

export function watchSplit(begin) {
  document.addEventListener("click", (event) => {
    const row = event.target.closest?.(".split > .list a.over");
    if (!row || !desk.matches || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(row.href, begin);
  });
  addEventListener("popstate", () => place() === shown || location.reload());
}

/** The address without the part of the page that is looked at: that alone is no other page. */
const place = () => location.pathname + location.search;
let shown = place();

async function open(href, begin) {
  await settle();
  try {
    const answer = await fetch(href);
    const page = parsed(await answer.text());
    const fresh = page.getElementById("pane");
    if (!answer.ok || !fresh) throw new Error("not beside a list");
    const pane = document.adoptNode(fresh);
    document.getElementById("pane").replaceWith(pane);
    document.querySelector("main").className = page.querySelector("main").className;
    document.title = page.title;
    history.pushState(null, "", answer.url);
    shown = place();
    mark(answer.url);
    scrollTo(0, 0);
    begin(pane);
  } catch {
    location.assign(href);
  }
}

/** Mark the row of the task that is open. */
export function mark(address) {
  const path = new URL(address, location.href).pathname;
  for (const row of document.querySelectorAll(".list a.over")) {
    if (new URL(row.href).pathname === path) row.setAttribute("aria-current", "page");
    else row.removeAttribute("aria-current");
  }
}
