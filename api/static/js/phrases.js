// A phrase that is chosen goes into the opinion, behind what stands there.
export function watchPhrases(root) {
  for (const select of root.querySelectorAll("select[data-into]")) {
    select.addEventListener("change", () => {
      const opinion = document.getElementById(select.dataset.into);
      if (select.value) opinion.value += (opinion.value && !/\s$/.test(opinion.value) ? "，" : "") + select.value;
      select.value = "";
      opinion.dispatchEvent(new Event("input", { bubbles: true }));
      opinion.focus();
    });
  }
}
