/* Pictures are put in order by dragging, where there is a pointer; the buttons do the
   same without. The order of the fields is what is sent. */
for (const list of document.querySelectorAll("[data-sortable]")) {
  let dragged = null;
  const number = () => {
    list.querySelectorAll(".goods-place").forEach((place, index) => {
      place.textContent = index + 1;
    });
  };
  for (const item of list.children) {
    // By its picture alone: in a field, dragging marks text.
    const handle = item.querySelector(".goods-picture");
    handle.addEventListener("pointerdown", () => (item.draggable = true));
    item.addEventListener("dragstart", (event) => {
      dragged = item;
      item.dataset.dragged = "";
      event.dataTransfer.effectAllowed = "move";
    });
    item.addEventListener("dragend", () => {
      item.draggable = false;
      delete item.dataset.dragged;
      dragged = null;
    });
  }
  list.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const over = event.target.closest("[data-sorted]");
    if (!over || over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
    number();
  });
  list.addEventListener("drop", (event) => event.preventDefault());
}
