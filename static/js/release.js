// The page that releases reports: the button beneath the boxes of an audience says how many go out.
for (const form of document.querySelectorAll("form[data-release]")) {
  const button = form.querySelector("button[type=submit]");
  const unticked = button.textContent;

  const tell = () => {
    const number = form.querySelectorAll("input[name=reports]:checked").length;
    button.textContent = number ? `Release ${number} ticked report${number === 1 ? "" : "s"}` : unticked;
  };

  form.addEventListener("change", tell);
  addEventListener("pageshow", tell); // a page that is gone back to keeps its ticks
}
