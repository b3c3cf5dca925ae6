// A form marked data-auto-submit is sent as soon as a choice is made; its button stays for everybody else. The page says
// beforehand that it will, so nobody is surprised.
for (const form of document.querySelectorAll("form[data-auto-submit]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
