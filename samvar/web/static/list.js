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

  // What the node says of some rows takes their place.
  const draw = async (answer) => {
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
  // One row: sent at once, and drawn again as the node says it is.
  const send = async (act, row) => {
    const body = new URLSearchParams();
    body.set("form_token", form.dataset.token);
    body.set("category", form.elements.category.value);
    body.set("part", "1");
    body.set("act", act);
    if (row) body.set(`row.${row.dataset.row}`, "1");
    const answer = await fetch(form.action, {
      method: "POST", body, headers: { accept: "text/html" }, credentials: "same-origin",
    });
    await draw(answer);
  };
  // A class is given without criteria; then the row is fetched as it is now.
  const classify = async (tier, row) => {
    const body = new URLSearchParams({
      form_token: form.dataset.token, category: form.elements.category.value,
      variant: row.dataset.row, class: tier, back: window.location.pathname,
    });
    const given = await fetch(form.dataset.classes, {
      method: "POST", body, redirect: "manual", headers: { accept: "text/html" },
      credentials: "same-origin",
    });
    if (given.type !== "opaqueredirect") { await draw(given); return; }
    const query = new URLSearchParams({ row: row.dataset.row });
    await draw(await fetch(`${form.dataset.part}?${query}`, { headers: { accept: "text/html" } }));
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
    else if (/^[0-5]$/.test(event.key) && marking) classify(event.key, row);
  });
})();
