"use strict";
// Everything here is a convenience: each page reads and works without it.

(() => {
  const byId = (id) => document.getElementById(id);
  const typing = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;

  // ---- sheets -------------------------------------------------------------------------------
  const open = (id) => {
    const sheet = byId(id);
    if (sheet && !sheet.open) sheet.showModal();
  };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) { event.preventDefault(); open(opener.dataset.opens); }
    const closer = event.target.closest("[data-closes]");
    if (closer) byId(closer.dataset.closes).close();
    const copier = event.target.closest("[data-copies]");
    if (copier && navigator.clipboard) {
      navigator.clipboard.writeText(copier.dataset.copies).then(() => {
        byId("said").textContent = byId("said").dataset.copied;
        byId("said").className = "toast toast-brief";
      });
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // ---- the row cursor -----------------------------------------------------------------------
  const rows = () => [...document.querySelectorAll("table.data tbody tr:not(.row-group)")];
  const cursor = () => document.querySelector("tr[data-cursor]");
  const moveTo = (row) => {
    cursor()?.removeAttribute("data-cursor");
    if (!row) return;
    row.setAttribute("data-cursor", "");
    row.scrollIntoView({ block: "nearest" });
    row.querySelector("a, summary")?.focus({ preventScroll: true });
  };
  // An address that names a row begins at it: the page comes again after a form of that row.
  const named = byId(window.location.hash.slice(1));
  if (named?.matches("table.data tbody tr")) moveTo(named);
  // The keys of this page stand in the sheet that `?` opens.
  const keys = byId("page-keys");
  if (keys) document.querySelector("#sheet-help .keys")?.after(keys.content.cloneNode(true));
  const step = (by) => {
    const all = rows();
    if (all.length === 0) return;
    const at = all.indexOf(cursor());
    moveTo(all[Math.min(all.length - 1, Math.max(0, at + by))]);
  };

  // ---- go anywhere --------------------------------------------------------------------------
  const go = byId("go-text");
  const list = byId("go-list");
  const choices = (text) => {
    const wanted = text.trim().toLowerCase();
    const links = [...document.querySelectorAll(".rail a, .brand")];
    const found = links
      .map((link) => ({ words: link.textContent.trim(), href: link.getAttribute("href") }))
      .filter((one) => one.words.toLowerCase().includes(wanted));
    if (wanted) {
      found.push({
        words: `${list.dataset.search} ${text.trim()}`,
        href: `/search?q=${encodeURIComponent(text.trim())}`,
      });
    }
    return found;
  };
  const draw = () => {
    list.replaceChildren(...choices(go.value).map((one, index) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.id = `go-${index}`;
      item.textContent = one.words;
      item.dataset.href = one.href;
      item.setAttribute("aria-selected", String(index === 0));
      return item;
    }));
    go.setAttribute("aria-activedescendant", list.firstChild ? "go-0" : "");
  };
  const choose = (by) => {
    const all = [...list.children];
    const at = all.findIndex((item) => item.getAttribute("aria-selected") === "true");
    const next = Math.min(all.length - 1, Math.max(0, at + by));
    all.forEach((item, index) => item.setAttribute("aria-selected", String(index === next)));
    all[next]?.scrollIntoView({ block: "nearest" });
    if (all[next]) go.setAttribute("aria-activedescendant", all[next].id);
  };
  go?.addEventListener("input", draw);
  go?.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? 1 : -1);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      const chosen = list.querySelector("[aria-selected=true]");
      if (chosen) window.location.assign(chosen.dataset.href);
    }
  });
  list?.addEventListener("click", (event) => {
    const item = event.target.closest("[data-href]");
    if (item) window.location.assign(item.dataset.href);
  });

  // ---- keys ---------------------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open("sheet-go");
      go.value = "";
      draw();
      go.focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "/") {
      const search = document.querySelector("main [data-key='/']") || document.querySelector("[data-key='/']");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "?") open("sheet-help");
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "Escape") moveTo(null);
    else if (event.key === "Enter" && cursor() && !event.target.closest("a, button, summary")) {
      cursor().querySelector("a")?.click();
    }
  });

  // ---- errors of parts of a page: said with code and request id, never swapped in -----------
  document.addEventListener("htmx:responseError", (event) => {
    const said = byId("said");
    let told = {};
    try { told = JSON.parse(event.detail.xhr.responseText); } catch { /* not a problem document */ }
    said.textContent = [event.detail.xhr.status, told.code, told.title, told.request_id]
      .filter(Boolean).join(" · ");
    said.className = "toast";
  });

  // ---- progress of a job --------------------------------------------------------------------
  const watch = (box) => {
    const source = new EventSource(box.dataset.events);
    source.addEventListener("progress", (event) => {
      const told = JSON.parse(event.data);
      const bar = box.querySelector("progress");
      if (told.total) { bar.max = told.total; bar.value = told.done; } else bar.removeAttribute("value");
      box.querySelector("[data-part=stage]").textContent = told.stage;
      box.querySelector("[data-part=rows]").textContent = told.rows;
      box.querySelector("[data-part=left]").textContent = told.left;
    });
    // The finished page holds the report: the server says when there is one.
    source.addEventListener("ended", () => { source.close(); window.location.reload(); });
  };
  document.querySelectorAll("[data-events]").forEach(watch);

  // ---- sending files, with a bar ------------------------------------------------------------
  document.querySelectorAll("form[data-upload]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const box = form.querySelector("[data-part=upload]");
      const bar = box.querySelector("progress");
      const button = form.querySelector("button[type=submit]");
      const request = new XMLHttpRequest();
      box.hidden = false;
      button.disabled = true;
      request.upload.addEventListener("progress", (sent) => {
        if (!sent.lengthComputable) return;
        bar.value = sent.loaded / sent.total;
        box.querySelector("[data-part=share]").textContent = `${Math.floor(100 * bar.value)} %`;
      });
      // A problem page is shown as it is; a good end is the address that we were sent on to.
      request.addEventListener("load", () => {
        if (request.status < 400 && request.responseURL) window.location.assign(request.responseURL);
        else { document.open(); document.write(request.responseText); document.close(); }
      });
      request.addEventListener("error", () => { button.disabled = false; box.hidden = true; });
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "text/html");
      request.send(new FormData(form));
    });
  });
})();
