// The key "/" brings people to the search box: the page's own where it has one, else that of the header. Not while they
// type, and not with another key held.
{
  const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const boxes = ["search-text", "search-everywhere"].map((id) => document.getElementById(id));
    const box = boxes.find((each) => each && each.offsetParent);
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
