// Pasting from a spreadsheet into the grid of a return. A column fills downwards; with a column of references beside it,
// each line goes to the measure it names. What finds no place is listed until it is typed, dismissed or undone.
{
  const form = document.querySelector("form[data-return]");
  const panel = form?.querySelector("[data-pasted]");
  const part = (name) => form.querySelector(`[data-pasted-${name}]`);
  const KEY = `pmmi-left-over-${form?.dataset.return}-${form?.dataset.typist}`;
  const CODE = /^[a-z]{1,6}[ ./-]?\d{1,4}[a-z]?$/i; // what looks like a reference, though no measure here has it
  const rows = [...(form?.querySelectorAll("[data-row]") ?? [])];
  let leftOver = []; // texts: what was on the line; why: it has no place
  let before = []; // of the last paste: cell, was, now

  const cells = (row) => [...row.querySelectorAll(".app-return__figure :is(input, select):not([type=hidden])")];
  const open = rows.filter((row) => cells(row).length);
  const same = (one, other) => one.trim().toLowerCase() === other.trim().toLowerCase();
  const named = (ref) => open.filter((row) => same(row.dataset.ref, ref));
  const name = (row) => row.querySelector("th a").textContent;
  const filled = (text) => text.trim() !== "";
  const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;

  // Which line goes where

  // The column of references, where there are two columns or more; -1 for none.
  const referenceColumn = (lines) => {
    const across = Math.max(...lines.map((line) => line.length));
    if (across < 2) return -1;
    const of = (test) => Array.from({ length: across }, (_, at) => lines.filter((line) => test(line[at]?.trim() ?? "")).length);
    const known = of((text) => named(text).length);
    const alike = of((text) => CODE.test(text));
    const most = Math.max(...known) ? known : alike;
    const found = most.indexOf(Math.max(...most));
    return Math.max(...known) || alike[found] * 2 > lines.length ? found : -1;
  };

  // Each line with the row it names and the texts for its boxes, or why it has none.
  const byReference = (lines, column) => {
    const taken = new Map();
    return lines.map((line) => {
      const ref = line[column]?.trim() ?? "";
      const there = named(ref);
      const asked = lines.filter((each) => same(each[column] ?? "", ref)).length;
      if (!filled(ref)) return { line, why: "it names no measure" };
      if (!there.length) return { line, why: `no measure to enter here has the reference ${ref}` };
      if (asked !== there.length) return { line, why: there.length > 1 ? `${ref} has ${there.length} periods here, and ${asked} came` : `${ref} came ${asked} times` };
      const row = there[taken.get(there[0]) ?? 0];
      taken.set(there[0], (taken.get(there[0]) ?? 0) + 1);
      const texts = line.filter((text, at) => at !== column && filled(text) && !same(text, name(row)));
      const wanted = cells(row);
      if (!texts.length) return { line, why: "" };
      if (texts.length !== wanted.length) return { line, why: `${ref} takes ${count(wanted.length, "figure", "figures")}, and ${texts.length} came` };
      return { line, row, boxes: wanted, texts };
    });
  };

  const byPlace = (lines, row, column) => {
    const below = open.slice(open.indexOf(row));
    return lines.map((line, at) => {
      if (!below[at]) return { line, why: "there is no measure further down" };
      const boxes = cells(below[at]).slice(column);
      if (line.slice(boxes.length).some(filled)) return { line, why: `${name(below[at])} has no box for so many figures` };
      return { line, row: below[at], boxes, texts: line };
    });
  };

  // Filling and taking back

  const put = (cell, text) => {
    if (cell.value === text) return;
    cell.value = text;
    for (const type of ["input", "change"]) cell.dispatchEvent(new Event(type, { bubbles: true }));
  };
  // What the box would hold for that text; null where it is none of the answers to choose from.
  const fitting = (cell, text) => {
    if (cell.tagName !== "SELECT") return text.trim();
    return [...cell.options].find((each) => same(each.text, text))?.value ?? null;
  };

  const paste = (text, row, column) => {
    const lines = text.replace(/\r/g, "").split("\n").map((line) => line.split("\t"));
    while (lines.length && !lines.at(-1).some(filled)) lines.pop();
    const reference = referenceColumn(lines.filter((line) => line.some(filled)));
    const full = reference < 0 ? byPlace(lines, row, column) : byReference(lines.filter((line) => line.some(filled)), reference);
    let placed = 0;
    before = [];
    leftOver = [];
    for (const { line, why, boxes = [], texts = [] } of full) {
      if (!line.some(filled)) continue; // an empty cell leaves what stands there
      const pairs = boxes.map((cell, at) => ({ cell, text: texts[at] ?? "" })).filter(({ text: typed }) => filled(typed));
      const odd = pairs.find(({ cell, text: typed }) => fitting(cell, typed) === null);
      const problem = odd ? `“${odd.text.trim()}” is not one of the answers` : why;
      if (problem !== undefined) {
        leftOver.push({ texts: line.map((each) => each.trim()).filter(Boolean), why: problem || "there is no figure beside it" });
        continue;
      }
      placed += 1;
      for (const { cell, text: typed } of pairs) before.push({ cell, was: cell.value, now: fitting(cell, typed) });
    }
    for (const { cell, now } of before) put(cell, now);
    say(`${placed} filled${leftOver.length ? `, ${leftOver.length} left over` : ""}.`);
    show();
  };

  // Only boxes that still hold what was pasted: what somebody typed since stays.
  const undo = () => {
    const back = before.filter(({ cell, now }) => cell.value === now);
    [before, leftOver] = [[], []];
    for (const { cell, was } of back) put(cell, was);
    say(`Paste undone: ${count(back.length, "box is", "boxes are")} as before.`);
    show();
    back[0]?.cell.focus();
  };

  const dismiss = () => {
    leftOver = [];
    show();
    say("What was left over is dismissed.");
    (before[0]?.cell ?? cells(open[0])[0])?.focus();
  };

  // Saying what happened, and keeping it in sight

  const say = (text) => { part("said").textContent = text; };
  const show = () => {
    panel.hidden = !before.length && !leftOver.length;
    part("undo").hidden = !before.length;
    part("dismiss").hidden = part("left").hidden = !leftOver.length;
    part("left").replaceChildren(...leftOver.map(({ texts, why }) => {
      const item = document.createElement("li");
      const strong = document.createElement("strong");
      strong.textContent = texts.join(", ");
      item.append(strong, `: ${why}`);
      return item;
    }));
    form.toggleAttribute("data-left-over", leftOver.length > 0);
    form.dispatchEvent(new Event("left-over"));
    if (!panel.hidden && form.contains(document.activeElement)) document.activeElement.scrollIntoView({ block: "nearest" }); // not behind it
    try {
      if (leftOver.length) sessionStorage.setItem(KEY, JSON.stringify(leftOver)); else sessionStorage.removeItem(KEY);
    } catch { /* storage is full or forbidden: the list lasts as long as the page */ }
  };

  // What somebody has typed into its box is not left over any more.
  const typed = (text) => {
    const at = leftOver.findIndex(({ texts }) => filled(text) && same(texts.at(-1), text));
    if (at < 0) return;
    leftOver.splice(at, 1);
    say(leftOver.length ? `${leftOver.length} left over.` : "Nothing is left over any more.");
    show();
  };

  if (panel && open.length) {
    try { leftOver = JSON.parse(sessionStorage.getItem(KEY)) ?? []; } catch { /* nothing is kept */ }
    if (leftOver.length) say(`${leftOver.length} left over from what you pasted.`);
    show();
    part("undo").addEventListener("click", undo);
    part("dismiss").addEventListener("click", dismiss);
    for (const row of open) {
      cells(row).forEach((cell, column) => {
        cell.addEventListener("paste", (event) => {
          const text = event.clipboardData.getData("text");
          if (!/[\t\n]/.test(text.trim())) return;
          event.preventDefault();
          paste(text, row, column);
        });
        cell.addEventListener("change", (event) => { if (event.isTrusted) typed(cell.value); });
        cell.addEventListener("keydown", (event) => {
          if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || !before.some((each) => each.cell === cell && each.now === cell.value)) return;
          event.preventDefault();
          undo();
        });
      });
    }
  }
}
