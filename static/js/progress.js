// Keeps a build's progress up to date: fetches the fragment every second and swaps it in. What changed is said once,
// politely. After a minute without an answer it stops and says so; the refresh link on the page works throughout.
{
  const EVERY = 1000;
  const SLOWEST = 8000;
  const PATIENCE = 60000;

  const follow = (region) => {
    const live = region.querySelector("[data-progress-say]");
    let lastAnswer = Date.now();
    let wait = EVERY;

    const show = (html) => {
      const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-progress]");
      const body = region.querySelector("[data-progress]");
      if (!fresh) throw new Error("No progress in the answer");
      if (fresh.outerHTML !== body.outerHTML) body.replaceWith(fresh);
      if (live.textContent !== fresh.dataset.progress) live.textContent = fresh.dataset.progress;
      return fresh.hasAttribute("data-progress-ended");
    };

    const ask = async () => {
      try {
        const answer = await fetch(region.dataset.progressUrl, { headers: { Accept: "text/html" }, redirect: "error" });
        if (!answer.ok) throw new Error(`Answer ${answer.status}`);
        if (show(await answer.text())) return;
        lastAnswer = Date.now();
        wait = EVERY;
      } catch {
        if (Date.now() - lastAnswer > PATIENCE) {
          live.textContent = "Progress could not be fetched. The work goes on; use the refresh link to look again.";
          live.classList.remove("govuk-visually-hidden");
          return;
        }
        wait = Math.min(wait * 2, SLOWEST);
      }
      setTimeout(ask, wait);
    };
    setTimeout(ask, wait);
  };

  for (const region of document.querySelectorAll("[data-progress-url]")) {
    if (!region.querySelector("[data-progress-ended]")) follow(region);
  }
}
