// The page that releases reports: the box above a group ticks all of it or none, and the button says how many go out.
for (const form of document.querySelectorAll("form[data-release]")) {
  const button = form.querySelector("button[type=submit]");
  const unticked = button.textContent;
  const boxes = (part) => [...part.querySelectorAll("input[name=reports]")];

  const tell = () => {
    for (const all of form.querySelectorAll("[data-all]")) {
      const own = boxes(all.closest("[data-group]"));
      const ticked = own.filter((box) => box.checked).length;
      all.checked = ticked === own.length;
      all.indeterminate = ticked > 0 && !all.checked;
    }
    const number = boxes(form).filter((box) => box.checked).length;
    button.textContent = number ? `Release ${number} report${number === 1 ? "" : "s"}` : unticked;
  };

  form.addEventListener("change", ({ target }) => {
    if (target.matches("[data-all]")) {
      for (const box of boxes(target.closest("[data-group]"))) box.checked = target.checked;
    }
    tell();
  });
  addEventListener("pageshow", tell); // a page that is gone back to keeps its ticks
}
