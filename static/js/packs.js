// Items of an agenda can be dragged by their number. The buttons beside each do the same, and work without this.
for (const list of document.querySelectorAll("[data-order]")) {
  const items = [...list.children];
  let dragged = null;

  const drop = (target) => {
    const button = dragged.querySelector("button[name=to]");
    if (!button || target === dragged) return;
    button.value = String(items.indexOf(target) + 1);
    button.click();
  };

  list.classList.add("app-agenda--orderly");
  for (const item of items) {
    const handle = item.querySelector(".app-agenda__number");
    handle.draggable = true;
    handle.addEventListener("dragstart", (event) => {
      dragged = item;
      event.dataTransfer.setDragImage(item, 0, 0);
      event.dataTransfer.effectAllowed = "move";
      item.classList.add("app-agenda__item--dragged");
    });
    handle.addEventListener("dragend", () => {
      items.forEach((each) => each.classList.remove("app-agenda__item--dragged", "app-agenda__item--over"));
      dragged = null;
    });
    item.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      items.forEach((each) => each.classList.toggle("app-agenda__item--over", each === item));
    });
    item.addEventListener("drop", (event) => {
      if (!dragged) return;
      event.preventDefault();
      drop(item);
    });
  }
}
