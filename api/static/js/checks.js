// A field is checked as it is left. Its line below is there from the beginning: nothing moves.
import { texts_of } from "./page.js";

export function watchChecks(root) {
  for (const form of root.querySelectorAll("form[data-check]")) {
    const left = new Set();
    form.addEventListener("focusout", (event) => {
      const field = event.target.closest("[data-field]");
      if (!field || field.contains(event.relatedTarget) || form.dataset.busy) return;
      left.add(field);
      check(form, left);
    });
  }
}

async function check(form, left) {
  const asked = String(Number(form.dataset.asked || 0) + 1);
  form.dataset.asked = asked;
  const body = new FormData();
  for (const [name, value] of texts_of(new FormData(form))) body.append(name, value);
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected || form.dataset.asked !== asked) return;
    const wrong = await answer.json();
    for (const field of left) tell(field, wrong[field.dataset.field] || []);
  } catch {
    // Without network the server says it when the form is handed in.
  }
}

function tell(field, sentences) {
  const input = field.querySelector("input:not([type=hidden]), select, textarea");
  const line = field.querySelector(":scope > .wrong");
  const filled = [...field.querySelectorAll("input[type=file]")].some((each) => each.files.length);
  if (!input || !line || input.type === "submit") return;
  line.textContent = filled ? "" : sentences.join(" ");
  if (line.textContent) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}
