// The slider over a case's moments, and a click on a node of its drawing.
const form = document.querySelector("[data-replay]");

async function show(stop) {
  const answer = await fetch(`${form.dataset.replay}?stop=${stop}`);
  if (!answer.ok || String(form.stop.value) !== String(stop)) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("moment").replaceWith(page.getElementById("moment"));
}

function move(by) {
  const last = Number(form.stop.max);
  form.stop.value = Math.min(last, Math.max(0, by(Number(form.stop.value), last)));
  there();
  show(form.stop.value);
}

const WAYS = { first: () => 0, back: (at) => at - 1, on: (at) => at + 1, last: (_, last) => last };

// Which buttons lead on from here.
function there() {
  const at = Number(form.stop.value);
  for (const link of form.querySelectorAll("[data-stop]")) {
    const ends = at === (["first", "back"].includes(link.dataset.stop) ? 0 : Number(form.stop.max));
    link.classList.toggle("is-off", ends);
    link.ariaDisabled = ends ? "true" : null;
  }
}

if (form) {
  form.stop.addEventListener("input", () => {
    there();
    show(form.stop.value);
  });
  form.addEventListener("click", (event) => {
    const link = event.target.closest("[data-stop]");
    if (!link) return;
    event.preventDefault();
    move(WAYS[link.dataset.stop]);
  });
  document.addEventListener("click", (event) => {
    const node = event.target.closest(".diagram [data-element-id]");
    const choice = document.getElementById("node");
    if (!node || !choice) return;
    const id = node.dataset.elementId;
    if (![...choice.options].some((option) => option.value === id)) return;
    const query = new URLSearchParams({ node: id, stop: form.stop.value });
    location.assign(`?${query}#node-visits`);
  });
}
