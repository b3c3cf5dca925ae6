// Warns before a session ends for want of activity. Typing counts as activity: a long return is typed on one page.
{
  const dialog = document.querySelector("dialog[data-idle-minutes]");
  const key = "pmmi-last-seen"; // shared by the tabs of this browser, which share the session
  const lasts = dialog.dataset.idleMinutes * 60_000;
  const warnsAt = lasts - Math.min(5 * 60_000, lasts / 3);
  const renewsAt = Math.min(5 * 60_000, lasts / 6);
  const seen = (at) => localStorage.setItem(key, at);
  const idle = () => Date.now() - Number(localStorage.getItem(key));
  let isTyping = false;
  let isOver = false;

  const stay = async () => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(dialog.dataset.stay, { method: "POST", headers: { "X-CSRFToken": token } });
    if (answer.redirected || !answer.ok) return show("over");
    seen(Date.now());
    dialog.close();
  };
  const show = (part) => {
    isOver = part === "over";
    for (const each of dialog.querySelectorAll("[data-part]")) each.hidden = each.dataset.part !== part;
    if (!dialog.open) dialog.showModal();
  };
  const look = () => {
    const time = idle();
    if (isOver) return;
    if (time >= lasts) return show("over");
    if (isTyping && time >= renewsAt) {
      isTyping = false;
      // Without an answer the next look tries again, and the warning comes in time.
      return stay().catch(() => { isTyping = true; });
    }
    if (time >= warnsAt) {
      dialog.querySelector("[data-left]").textContent = Math.max(1, Math.ceil((lasts - time) / 60_000));
      return show("warning");
    }
    if (dialog.open) dialog.close(); // somebody went on in another tab
  };

  seen(Date.now());
  document.addEventListener("input", () => { isTyping = true; });
  dialog.querySelector("[data-stay-button]").addEventListener("click", () => stay().catch(() => show("warning")));
  dialog.querySelector("[data-close-button]").addEventListener("click", () => dialog.close());
  setInterval(look, Math.min(15_000, lasts / 12));
}
