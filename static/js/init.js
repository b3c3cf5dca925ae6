// Starts GOV.UK Frontend, whose address comes with the script tag because its name holds a hash of its content.
{
  const library = document.currentScript.dataset.govuk;
  const ready = ["js-enabled", "govuk-frontend-supported"];
  document.body.classList.add(...ready.filter((name) => document.documentElement.classList.contains(name)));
  import(library).then(({ initAll }) => initAll()).catch(() => {
    for (const each of [document.documentElement, document.body]) each.classList.remove("govuk-frontend-supported");
  });
}
