// Fields that are asked only where another has a certain value; and the status of a tried figure, asked of the server
// while one types. Without this all fields are there, and a button shows the status.
for (const form of document.querySelectorAll("form.app-form")) {
  const parts = [...form.querySelectorAll("[data-when]")];
  const place = form.querySelector("[data-example]");
  const tried = form.elements.example ?? form.querySelector("[data-tries]");
  const own = (part) => part.querySelectorAll("input, select, textarea");

  const value = (name) => {
    const field = form.querySelector(`[name="${name}"]:not([type=hidden])`);
    if (!field || field.disabled) return "";
    return field.type === "checkbox" ? (field.checked ? "on" : "") : field.value;
  };
  // In the order of the page: what another part asks may itself not be asked.
  const ask = () => {
    for (const part of parts) {
      part.hidden = !part.dataset.is.split(" ").includes(value(part.dataset.when));
      for (const field of own(part)) field.disabled = part.hidden;
    }
  };

  let timer, question;
  const show = async () => {
    question?.abort();
    question = new AbortController();
    const body = new FormData(form);
    body.set("preview", "1");
    try {
      const answer = await fetch(location.pathname, { method: "POST", body, redirect: "manual", signal: question.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...(page.querySelector("[data-example]")?.childNodes ?? []));
    } catch { /* the next keystroke asks again, and the button still works */ }
  };

  form.addEventListener("input", () => {
    ask();
    clearTimeout(timer);
    if (tried?.value.trim()) timer = setTimeout(show, 400);
  });
  addEventListener("pageshow", ask); // a page that is gone back to keeps what was chosen
  ask();
}
