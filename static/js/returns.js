// A return's rows save themselves, and show the status they will have while one types. Without this the form still works.
// What is typed is kept in this browser until the server has it, so a lost session or connection loses nothing.
{
  const form = document.querySelector("form[data-return]");
  const { save: SAVE, assess: ASSESS, words: WORDS, signIn: SIGN_IN, typist } = form?.dataset ?? {};
  const KEY = `pmmi-return-${form?.dataset.return}-${typist}`;
  const [ASSESS_AFTER, SAVE_AFTER, LONGEST_WAIT] = [300, 1200, 30000];
  const bar = form?.querySelector("[data-save-state]");
  const rows = [...(form?.querySelectorAll("[data-row]") ?? [])];
  const work = new Map(rows.map((row) => [row, { dirty: false, blocked: false, saving: null, wait: 2000 }]));

  // What is kept in the browser

  const kept = () => {
    try { return new Map(Object.entries(JSON.parse(localStorage.getItem(KEY)) ?? {})); } catch { return new Map(); }
  };
  const keep = (row, typed) => {
    const all = kept();
    if (typed) all.set(row.id, typed); else all.delete(row.id);
    try {
      if (all.size) localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(all))); else localStorage.removeItem(KEY);
    } catch { /* storage is full or forbidden: the server still gets every change */ }
  };

  const figure = (row) => row.id.slice(1); // the id is f and the figure's number
  const field = (row, name) => row.querySelector(`[name="${row.id}-${name}"]`);
  const fields = (row) => [...row.querySelectorAll("input, select, textarea")].filter((each) => each.name && each.type !== "hidden" && each.type !== "radio");
  const texts = (row) => Object.fromEntries(fields(row).map((each) => [each.name, each.value]));
  const snapshot = (row) => JSON.stringify(texts(row));
  const name = (row) => row.querySelector("th a, th")?.textContent ?? document.querySelector("h1")?.textContent ?? "";

  // Saying what happens

  const say = (text, link) => {
    if (!bar || bar.textContent === text) return;
    bar.textContent = text;
    bar.classList.toggle("app-return__saved--not", text.startsWith("Not saved"));
    if (link) bar.append(" ", link);
  };
  let savedAt = "";
  const sayWhatIsSaved = () => {
    if (!savedAt || [...work.values()].some((each) => each.dirty)) return;
    say(`${form.hasAttribute("data-left-over") ? "What was filled is" : "All changes"} saved ${savedAt}`);
  };
  const mark = (row, text) => {
    const place = row.querySelector("[data-mark]");
    if (place) place.textContent = text;
  };
  const nodes = (html) => [...new DOMParser().parseFromString(html, "text/html").body.childNodes];
  const place = (row, where, html) => row.querySelector(`[data-${where}]`)?.replaceChildren(...nodes(html));
  const showErrors = (row, errors) => {
    row.querySelector("[data-errors]")?.replaceChildren(...Object.entries(errors).filter(([each]) => each !== "keep").map(([, text]) => {
      const line = document.createElement("p");
      line.className = "govuk-error-message";
      line.textContent = text;
      return line;
    }));
    for (const each of fields(row)) {
      const wrong = each.name.slice(row.id.length + 1) in errors;
      if (wrong) each.setAttribute("aria-invalid", "true"); else each.removeAttribute("aria-invalid");
      if (wrong) each.setAttribute("aria-describedby", `${row.id}-errors`);
      if (each.matches(".govuk-input")) each.classList.toggle("govuk-input--error", wrong);
    }
  };
  const signInLink = () => {
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = `${SIGN_IN}?next=${encodeURIComponent(location.pathname)}`;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Sign in again in a new tab, then come back";
    return link;
  };

  // Talking to the server

  const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? "";
  const send = (row, address, options = {}) => {
    const body = new FormData();
    body.set("figure", figure(row));
    body.set("typist", typist);
    for (const each of row.querySelectorAll("input, select, textarea")) {
      if (each.name && (each.type !== "radio" || each.checked)) body.set(each.name, each.value);
    }
    return fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token() }, redirect: "manual", ...options });
  };

  const assess = async (row) => {
    const state = work.get(row);
    state.question?.abort();
    state.question = new AbortController();
    try {
      const answer = await send(row, ASSESS, { signal: state.question.signal });
      place(row, "status", answer.ok ? await answer.text() : "");
      if (row.querySelector("[data-absent]")) await openDrawer(row); // there the reason is asked
    } catch { /* the next keystroke asks again, and saving says what is wrong */ }
  };

  // The words beneath a figure are fetched when somebody opens them.
  const openDrawer = async (row) => {
    const details = row.querySelector("details");
    const drawer = row.querySelector("[data-drawer]");
    if (!drawer || field(row, "happened")) return;
    const answer = await fetch(WORDS.replace("/0/", `/${figure(row)}/`), { redirect: "manual" });
    if (!answer.ok) return; // the button in its place still works, and says what is wrong
    drawer.replaceChildren(...nodes(await answer.text()));
    details.open = true;
  };

  const later = (row, wait) => {
    const state = work.get(row);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(row), wait ?? state.wait);
    if (wait === undefined) state.wait = Math.min(state.wait * 2, LONGEST_WAIT);
  };

  // What was typed is not stored, so no status may stand beside it but the one that the server has found for it.
  const refused = (row, text, link, status = "") => {
    mark(row, "not saved");
    place(row, "status", status);
    say(`Not saved: ${text}`, link);
  };

  // What the row is compared with from now on.
  const holdAgainst = (row, answer) => {
    for (const [name, value] of [["version", answer.version], ["was", answer.was], ["was_words", answer.was_words]]) {
      const input = field(row, name);
      if (input) input.value = value;
    }
  };

  const took = (row, answer, sent) => {
    const state = work.get(row);
    holdAgainst(row, answer);
    place(row, "status", answer.status);
    row.querySelector("[data-state]")?.replaceChildren(answer.state_word);
    row.querySelector("[data-written]")?.replaceChildren(answer.commentary_mark);
    showErrors(row, {});
    state.wait = 2000;
    if (snapshot(row) !== sent) return later(row);
    state.dirty = false;
    keep(row, null);
    mark(row, `saved ${answer.at}`);
    savedAt = answer.at;
    sayWhatIsSaved();
  };

  const conflicted = (row, answer) => {
    const state = work.get(row);
    state.blocked = true;
    place(row, "conflict-place", answer.conflict);
    refused(row, answer.message, null, answer.status);
    row.querySelector("[data-conflict]")?.addEventListener("change", (event) => {
      holdAgainst(row, answer);
      if (event.target.value === "theirs") {
        for (const [each, text] of Object.entries(answer.theirs)) if (field(row, each)) field(row, each).value = text;
      }
      row.querySelector("[data-conflict-place]").replaceChildren();
      state.blocked = false;
      fields(row)[0]?.focus();
      save(row);
    });
  };

  let turn = Promise.resolve();
  const save = (row, options) => {
    const state = work.get(row);
    clearTimeout(state.timer);
    if (!state.dirty || state.blocked) return state.saving ?? Promise.resolve();
    // One at a time, so that a pasted column does not make the rows wait for one another's locks.
    state.saving ??= turn = turn.then(() => submit(row, options)).finally(() => { state.saving = null; });
    return state.saving;
  };

  const submit = async (row, options) => {
    const sent = snapshot(row);
    mark(row, "saving…");
    say("Saving…");
    try {
      const answer = await send(row, SAVE, options);
      if (answer.type === "opaqueredirect") return refused(row, "your session has ended. What you typed is kept on this computer.", signInLink());
      if (answer.status === 403) return refused(row, "you are no longer signed in as before. What you typed is kept on this computer.", signInLink());
      if (answer.status === 404) return refused(row, "this figure is no longer in your reach. What you typed is kept on this computer.");
      if (![200, 409, 422].includes(answer.status)) throw new Error(`Answer ${answer.status}`);
      const result = await answer.json();
      if (result.outcome === "saved") return took(row, result, sent);
      if (result.outcome === "conflict") return conflicted(row, result);
      if (snapshot(row) !== sent) return later(row, 0); // refused was what no longer stands there
      if (Object.keys(result.errors).some((each) => !field(row, each))) await openDrawer(row);
      showErrors(row, result.errors);
      refused(row, result.message, null, result.status);
    } catch {
      refused(row, "the server cannot be reached. What you typed is kept on this computer; trying again.");
      later(row);
    }
  };

  const saveAll = () => Promise.all(rows.map((row) => save(row)));

  // Typing and moving

  const typed = (row) => {
    const state = work.get(row);
    state.dirty = true;
    mark(row, "");
    keep(row, { texts: texts(row), version: field(row, "version").value });
    clearTimeout(state.question_timer);
    clearTimeout(state.timer);
    state.question_timer = setTimeout(() => assess(row), ASSESS_AFTER);
    state.timer = setTimeout(() => save(row), SAVE_AFTER);
  };

  const cells = (row) => [...row.querySelectorAll(".app-return__figure :is(input, select):not([type=hidden])")];
  const step = (row, column, by) => {
    for (let at = rows.indexOf(row) + by; rows[at]; at += by) {
      const there = cells(rows[at]);
      const cell = there[Math.min(column, there.length - 1)];
      if (cell) { cell.focus(); cell.select?.(); return; }
    }
  };

  // On a slow line somebody types before this has come: their change has been and gone, the text stands there.
  const asCame = (each) => (each.tagName === "SELECT" ? [...each.options].find((option) => option.defaultSelected)?.value ?? each.options[0]?.value : each.defaultValue);
  const typedEarlier = (row) => fields(row).some((each) => each.value !== asCame(each));

  const bind = (row) => {
    row.querySelector("details")?.addEventListener("toggle", (event) => { if (event.target.open) openDrawer(row); });
    row.addEventListener("input", (event) => { if (event.target.type !== "radio") typed(row); });
    row.addEventListener("change", (event) => { if (event.target.type !== "radio") save(row); });
    cells(row).forEach((cell, column) => {
      cell.addEventListener("keydown", (event) => {
        const arrows = cell.tagName === "INPUT" ? { ArrowDown: 1, ArrowUp: -1 } : {};
        const by = event.key === "Enter" ? 1 : arrows[event.key];
        if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        step(row, column, by);
      });
    });
  };

  // After a lost session: put back what never reached the server, and send it with the version it was typed on.

  const restore = async () => {
    const back = [];
    for (const [id, { texts: before, version }] of kept()) {
      const row = rows.find((each) => each.id === id);
      if (row && `${id}-happened` in before) await openDrawer(row);
      if (!row || Object.entries(before).every(([each, text]) => (row.querySelector(`[name="${each}"]`)?.value ?? text) === text)) {
        if (row) keep(row, null);
        continue;
      }
      for (const [each, text] of Object.entries(before)) {
        const input = row.querySelector(`[name="${each}"]`);
        if (input) input.value = text;
      }
      field(row, "version").value = version;
      work.get(row).dirty = true;
      back.push(name(row));
      save(row);
    }
    if (!back.length) return;
    const note = document.createElement("div");
    note.className = "govuk-inset-text";
    note.setAttribute("role", "status");
    note.textContent = `What you typed last time and could not be saved has been put back: ${back.join(", ")}.`;
    form.before(note);
  };

  if (form) {
    rows.forEach(bind);
    const earlier = rows.filter(typedEarlier);
    restore().finally(() => earlier.forEach(typed));
    let ready = false;
    form.addEventListener("submit", async (event) => {
      form.elements.csrfmiddlewaretoken.value = token() || form.elements.csrfmiddlewaretoken.value;
      if (ready || ![...work.values()].some((each) => each.dirty || each.saving)) return;
      event.preventDefault();
      await saveAll();
      ready = true;
      form.requestSubmit(event.submitter);
    });
    form.addEventListener("left-over", sayWhatIsSaved); // from paste.js
    addEventListener("focus", saveAll);
    addEventListener("online", saveAll);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") rows.forEach((row) => save(row, { keepalive: true }));
    });
  }
}
