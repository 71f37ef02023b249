// The names of chosen files in the reader's own language; the input itself lies over them, unseen.
export function watchFiles(root) {
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
}
