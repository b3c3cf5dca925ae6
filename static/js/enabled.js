// Loaded in the head, so that parts that need JavaScript are laid out for it before the first paint.
{
  const page = document.documentElement.classList;
  page.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) {
    page.add("govuk-frontend-supported");
  }
  // A script that does not arrive: the menu is laid out as it is without any.
  addEventListener("error", ({ target }) => { if (target.tagName === "SCRIPT") page.remove("govuk-frontend-supported"); }, true);
}
