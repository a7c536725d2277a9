"use strict";
// Work in a list of rows from the keyboard. Without it the boxes and buttons do the same.

(() => {
  const form = document.getElementById("marks");
  if (!form) return;
  const typing = (element) => element.closest("input:not([type=checkbox]), select, textarea, [contenteditable]") !== null;
  const cursor = () => form.querySelector("tr[data-cursor]");
  const box = (row) => row?.querySelector("input.pick");
  const said = document.getElementById("said");
  const tell = (words, brief) => {
    said.textContent = words;
    said.className = brief ? "toast toast-brief" : "toast";
  };

  // The keys of this page stand in the sheet that `?` opens.
  const keys = document.getElementById("list-keys");
  const sheet = document.querySelector("#sheet-help .keys");
  if (keys && sheet) sheet.after(keys.content.cloneNode(true));

  // One row: sent at once, and drawn again as the node says it is.
  const send = async (act, row, path) => {
    const body = new URLSearchParams();
    body.set("form_token", form.dataset.token);
    body.set("category", form.elements.category.value);
    body.set("part", "1");
    body.set("act", act);
    if (row) body.set(`row.${row.dataset.row}`, "1");
    const answer = await fetch(path || form.action, {
      method: "POST", body, headers: { accept: "text/html" }, credentials: "same-origin",
    });
    const text = await answer.text();
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!answer.ok) {
      tell(page.querySelector("h1")?.textContent || String(answer.status));
      return;
    }
    if (page.getElementById("list-again")) { window.location.reload(); return; }
    for (const fresh of page.querySelectorAll("tr[data-row]")) {
      const old = [...form.querySelectorAll("tr[data-row]")].find((one) => one.dataset.row === fresh.dataset.row);
      if (!old) continue;
      const here = old.hasAttribute("data-cursor");
      const chosen = box(old)?.checked;
      old.replaceWith(fresh);
      if (here) {
        fresh.setAttribute("data-cursor", "");
        fresh.querySelector("a")?.focus({ preventScroll: true });
      }
      if (chosen && box(fresh)) box(fresh).checked = true;
    }
    const last = page.getElementById("last-act");
    if (last) {
      const mine = document.getElementById("last-act");
      mine.replaceWith(last);
      if (!last.hidden) tell(last.querySelector("span")?.textContent || "", true);
    }
  };
  const has = (row, word) => row.querySelector(`[data-mark="${word}"]`) !== null;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const row = cursor();
    const marking = form.querySelector("[data-act]") !== null;
    if (event.key === "u" && marking) { send("undo", null); return; }
    if (!row) return;
    if (event.key === "x") { if (box(row)) box(row).checked = !box(row).checked; }
    else if (event.key === "d" && marking) send(has(row, "dismissed") ? "restore" : "dismiss", row);
    else if (event.key === "p" && marking) send(has(row, "pinned") ? "unpin" : "pin", row);
    else if (form.dataset.classes && "12345".includes(event.key) && event.key.length === 1) {
      send(event.key, row, form.dataset.classes);
    }
  });
})();
