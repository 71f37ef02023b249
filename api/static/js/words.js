// What the browser would say in its own language is said in the page's: names of chosen files (the
// input lies over them, unseen), and what an empty date is made of.
export function watchWords(root) {
  for (const box of root.querySelectorAll(".filebox")) {
    const input = box.querySelector("input[type=file]");
    const said = box.querySelector("[data-chosen]");
    const nothing = said.textContent;
    const show = () => {
      said.textContent = [...input.files].map((file) => file.name).join("、") || nothing;
    };
    input.addEventListener("change", show);
    show();
  }
  for (const box of root.querySelectorAll(".datebox")) {
    const input = box.querySelector("input");
    const look = () => box.classList.toggle("is-empty", !input.value && !input.validity.badInput);
    for (const event of ["input", "change", "blur"]) input.addEventListener(event, look);
  }
}
