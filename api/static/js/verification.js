// A check of the whole record goes on by itself; without script its button is pressed again.
const form = document.querySelector("form[data-go-on]");
if (form) form.requestSubmit();
