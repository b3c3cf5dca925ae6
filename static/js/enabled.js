// Loaded in the head, so that parts that need JavaScript are laid out for it before the first paint.
document.documentElement.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.documentElement.classList.add("govuk-frontend-supported");
}
