/* The queue under one's hands: arrows go to the next who waits, Enter answers yes. Keys of a field stay the field's. */
(() => {
  "use strict";
  const desk = document.querySelector("[data-queue]");
  if (!desk) return;
  const own = (el) => el === document.body || el?.id === "main" || el?.matches?.("[data-queue] a[aria-current]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return;
    if (document.querySelector("dialog[open], [popover]:popover-open") || !own(document.activeElement)) return;
    if (event.key === "Enter") {
      const yes = desk.querySelector("form[data-yes]");
      if (!yes) return;
      event.preventDefault();
      yes.requestSubmit();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = desk.querySelector(event.key === "ArrowDown" ? "a[data-next]" : "a[data-before]");
      if (!next) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      next.click();
    }
  }, true);
  desk.querySelector("a[aria-current]")?.scrollIntoView({ block: "nearest" });
})();
