// What the modules share: who reads, in which words, and how a page is taken apart.
const texts = JSON.parse(document.body.dataset.texts || "{}");

export const person = document.body.dataset.person || "";

export function say(key, facts = {}) {
  return (texts[key] || key).replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

export function csrf() {
  return document.querySelector("input[name=csrf]")?.value || "";
}

/** Tell something at the top of the page, politely; one place, so that it is read once. */
export function tell(text, tone = "hint", href = "") {
  const main = document.querySelector("main");
  let note = document.getElementById("told");
  if (!note) {
    note = document.createElement("div");
    note.id = "told";
    note.setAttribute("role", "status");
    main.prepend(note);
  }
  note.className = `note ${tone}`;
  note.textContent = text;
  if (href) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = say("open");
    note.append(" ", link);
  }
}

export function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

/** Put the main part of another page in the place of this one's. */
export function show(page, begin) {
  const main = document.querySelector("main");
  const fresh = document.adoptNode(page.querySelector("main"));
  main.replaceWith(fresh);
  document.title = page.title;
  begin?.(fresh);
  (fresh.querySelector("[role=alert]") || fresh).focus();
}

/** A field that is sent with a decision and kept nowhere: not in a draft, not in this browser. */
export const SECRET = "gj-password";

/** Return the texts of a form; files are left out, nobody can fill them in again. */
export function texts_of(data) {
  return [...data].filter(([name, value]) => typeof value === "string" && name !== SECRET);
}
