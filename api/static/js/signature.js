// Signing with a finger: what is drawn becomes the picture that the form asks for.
import { say } from "./page.js";

export function watchSignatures(root) {
  for (const input of root.querySelectorAll("input[data-signature]")) pad(input);
}

function pad(input) {
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 240;
  canvas.className = "pad";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", say("sign-here"));
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "button small";
  clear.textContent = say("sign-again");
  (input.closest(".filebox") || input).before(canvas, clear);
  const pen = canvas.getContext("2d");
  pen.lineWidth = 5;
  pen.lineCap = pen.lineJoin = "round";
  clear.addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    pen.lineTo(...at(canvas, event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => canvas.toBlob((blob) => put(input, blob)));
}

function at(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
}

function put(input, blob) {
  const files = new DataTransfer();
  files.items.add(new File([blob], `${say("signature")}.png`, { type: "image/png" }));
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
