"use strict";
// Judge criteria from the keyboard: a key fills the form of the row, and a reason sends it.

(() => {
  const typing = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;
  const begin = (row, chosen) => {
    const box = row.querySelector("details");
    const to = box?.querySelector("select[name=to]");
    if (!to) return false;
    const option = [...to.options].find((one) => one.dataset.key === chosen);
    if (chosen && !option) return false;
    if (option) to.value = option.value;
    box.open = true;
    box.querySelector("input[name=why]").focus();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      const box = event.target.closest("tr details[open]");
      if (box) { box.open = false; box.querySelector("summary").focus(); }
      return;
    }
    const row = document.querySelector("tr[data-cursor]");
    if (!row || typing(event.target)) return;
    const keys = { e: "" };
    for (const key of ["1", "2", "3", "4", "5", "n", "0"]) keys[key] = key;
    if (event.key in keys && begin(row, keys[event.key])) event.preventDefault();
  });
})();
