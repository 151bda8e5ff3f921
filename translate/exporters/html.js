"use strict";
// The page of a result: joins terms and words under the pointer, filters, and, where it is live,
// edits. All markup comes from the server, which escapes it; what people type is only ever text.
(() => {
  const body = document.body;
  const live = body.classList.contains("live");
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const rows = () => $$(".pair[id]").filter((row) => row.offsetParent !== null);
  let version = Number(body.dataset.version || 0);
  let current = null;

  // --- what belongs together -----------------------------------------------------------

  const join = (event) => {
    $$(".joined").forEach((element) => element.classList.remove("joined"));
    const target = event.target instanceof Element ? event.target : null;
    const row = target && target.closest(".pair");
    if (!row) return;
    const word = target.closest("[data-w]");
    const term = target.closest("[data-term]");
    const names = word ? [word.dataset.w, ...word.dataset.l.split(" ")] : [];
    for (const element of $$("[data-w]", row)) {
      if (names.includes(element.dataset.w)) element.classList.add("joined");
    }
    if (!term) return;
    for (const element of $$("[data-term]", row)) {
      if (element.dataset.term === term.dataset.term) element.classList.add("joined");
    }
  };
  document.addEventListener("pointerover", join);

  // --- filters -------------------------------------------------------------------------

  const filter = () => {
    const wanted = $$("[data-filter]:checked").map((box) => box.dataset.filter);
    const text = $("input[type=search]").value.trim().toLowerCase();
    for (const row of $$(".pair")) {
      const fits = wanted.every((name) => row.classList.contains(name));
      row.hidden = !fits || !(text === "" || row.textContent.toLowerCase().includes(text));
    }
    const all = wanted.length === 0 && text === "";
    for (const block of $$("main > section, main > .table")) {
      block.hidden = !$(".pair:not([hidden])", block);
    }
    for (const block of $$("main > pre, main > details")) block.hidden = !all;
  };
  $$("[data-filter]").forEach((box) => box.addEventListener("change", filter));
  $("input[type=search]").addEventListener("input", filter);
  if (!live) return;

  // --- where one is --------------------------------------------------------------------

  const select = (row, focus = true) => {
    if (!row) return;
    if (current) current.classList.remove("current");
    current = row;
    row.classList.add("current");
    if (focus) row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const step = (by, fits = () => true) => {
    const all = rows();
    let at = current ? all.indexOf(current) : by > 0 ? -1 : all.length;
    if (current && at < 0) at = -1;
    for (at += by; at >= 0 && at < all.length; at += by) {
      if (fits(all[at])) return select(all[at]);
    }
    say(by > 0 ? "No more below." : "No more above.");
  };
  const say = (text, bad = false) => {
    const line = $(".message");
    line.textContent = text;
    line.classList.toggle("bad", bad);
  };

  // --- the server ----------------------------------------------------------------------

  const replaceRow = (id, markup) => {
    const old = document.getElementById(id);
    if (!old) return;
    const draft = $("textarea", old);
    const holder = document.createElement("template");
    holder.innerHTML = markup;
    const fresh = holder.content.firstElementChild;
    const focused = old.contains(document.activeElement);
    old.replaceWith(fresh);
    if (current === old) {
      current = null;
      select(fresh, focused && !draft);
    }
    if (draft) edit(fresh, draft.value);
  };
  const apply = (answer) => {
    version = answer.version;
    Object.entries(answer.rows || {}).forEach(([id, markup]) => replaceRow(id, markup));
    if (answer.total !== undefined) {
      $("header progress").value = answer.done;
      $("header .done").textContent = `${answer.done} of ${answer.total} approved`;
    }
    filter();
  };
  const send = async (action, fields = {}) => {
    let answer;
    let response;
    try {
      response = await fetch(action, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ version, ...fields }),
      });
      answer = await response.json();
    } catch {
      say("The server does not answer; is termtreu review still running? Nothing was saved.", true);
      return null;
    }
    if (response.ok) {
      const row = fields.id && document.getElementById(fields.id);
      if (row && $(".editor", row)) close(row);
    }
    if (answer.version !== undefined) apply(answer);
    say(answer.message || "", !response.ok);
    return response.ok ? answer : null;
  };

  // --- editing -------------------------------------------------------------------------

  const button = (label, act, main = false) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.className = main ? "main" : "";
    made.addEventListener("click", act);
    return made;
  };
  const close = (row) => {
    $(".editor", row).remove();
    row.classList.remove("editing");
  };
  const edit = (row, text) => {
    if ($(".editor", row)) return $("textarea", row).focus();
    const editor = document.createElement("div");
    editor.className = "editor";
    const area = document.createElement("textarea");
    area.value = text === undefined ? row.dataset.english : text;
    area.lang = "en";
    area.setAttribute("aria-label", `English of sentence ${row.id}`);
    const line = document.createElement("div");
    line.append(
      button("Save", () => save(row), true),
      button("Save and next", () => save(row, true)),
      button("Cancel", () => { close(row); row.focus(); }),
    );
    editor.append(area, line);
    row.classList.add("editing");
    row.insertBefore(editor, $(".state", row));
    select(row, false);
    area.focus();
    return undefined;
  };
  const save = async (row, next = false) => {
    const answer = await send("save", { id: row.id, english: $("textarea", row).value });
    if (!answer) return;
    if (next) step(1); else select(document.getElementById(row.id));
  };
  const approve = async (row, next = true) => {
    if ($(".editor", row)) return save(row, next);
    if (await send("approve", { id: row.id }) && next) step(1);
    return undefined;
  };
  const undo = async () => {
    const answer = await send("undo");
    if (answer && answer.id) select(document.getElementById(answer.id));
  };
  const again = async (row) => {
    say("Translating again …");
    await send("again", { id: row.id });
  };
  window.addEventListener("beforeunload", (event) => {
    const changed = $$(".editing").some((row) => $("textarea", row).value !== row.dataset.english);
    if (changed) event.preventDefault();
  });

  // --- dialogs -------------------------------------------------------------------------

  const KEYS = [
    ["j, ↓", "next sentence"], ["k, ↑", "previous sentence"],
    ["n", "next finding"], ["p", "previous finding"],
    ["a", "approve and next"], ["e, Enter", "edit"],
    ["Ctrl+Enter", "save and next"], ["Ctrl+S", "save"], ["Esc", "leave without saving"],
    ["u", "undo"], ["t", "translate again with the glossary"],
    ["g", "add the selected words to the glossary"], ["/", "filter by text"], ["?", "this help"],
  ];
  const open = (title, ...content) => {
    const dialog = document.createElement("dialog");
    const heading = document.createElement("h2");
    heading.textContent = title;
    heading.id = "dialog-title";
    dialog.setAttribute("aria-labelledby", heading.id);
    dialog.append(heading, ...content);
    dialog.addEventListener("close", () => { dialog.remove(); if (current) current.focus(); });
    body.append(dialog);
    dialog.showModal();
    return dialog;
  };
  const help = () => {
    const list = document.createElement("dl");
    for (const [keys, meaning] of KEYS) {
      const term = document.createElement("dt");
      keys.split(", ").forEach((key, n) => {
        const cap = document.createElement("kbd");
        cap.textContent = key;
        term.append(n ? " " : "", cap);
      });
      const says = document.createElement("dd");
      says.textContent = meaning;
      list.append(term, says);
    }
    const dialog = open("Keys", list, button("Close", () => dialog.close(), true));
  };
  const field = (label, value, lang) => {
    const box = document.createElement("label");
    const input = document.createElement("input");
    input.value = value;
    input.lang = lang;
    box.append(label, input);
    return [box, input];
  };
  const words = () => {
    const selection = window.getSelection();
    const text = selection.toString().replace(/\s+/g, " ").trim();
    const side = selection.anchorNode && selection.anchorNode.parentElement;
    return { text, lang: side && side.closest("[lang]") ? side.closest("[lang]").lang : "" };
  };
  const term = () => {
    const chosen = words();
    const [german, source] = field("German", chosen.lang === "de" ? chosen.text : "", "de");
    const [english, target] = field("English", chosen.lang === "en" ? chosen.text : "", "en");
    const trouble = document.createElement("p");
    trouble.setAttribute("role", "alert");
    const add = async () => {
      const answer = await send("term", { source: source.value, target: target.value });
      if (answer) dialog.close(); else trouble.textContent = $(".message").textContent;
    };
    const line = document.createElement("div");
    const dialog = open("Add a term to the glossary", german, english, trouble, line);
    line.append(button("Add", add, true), " ", button("Cancel", () => dialog.close()));
    dialog.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target instanceof HTMLInputElement) add(); });
    (source.value ? target : source).focus();
  };

  // --- keys and buttons ----------------------------------------------------------------

  const onRow = (act) => () => (current ? act(current) : step(1));
  const ACTIONS = {
    edit, approve: (row) => approve(row, false), again, undo, help,
  };
  const PLAIN = {
    j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
    n: () => step(1, (row) => $(":scope > .finding", row)),
    p: () => step(-1, (row) => $(":scope > .finding", row)),
    a: onRow((row) => approve(row)), e: onRow((row) => edit(row)), Enter: onRow((row) => edit(row)),
    u: undo, t: onRow(again), g: term, "/": () => $("input[type=search]").focus(), "?": help,
  };
  document.addEventListener("keydown", (event) => {
    if ($("dialog")) return;
    const area = event.target.closest("textarea");
    const row = area && area.closest(".pair");
    const control = event.ctrlKey || event.metaKey;
    let act = null;
    if (row && control && event.key === "Enter") act = () => save(row, true);
    else if (row && control && event.key === "s") act = () => save(row);
    else if (row && event.key === "Escape") act = () => { close(row); select(row); };
    else if (control && event.key === "s") act = () => {};
    else if (event.target.matches("input[type=search]")) {
      if (event.key === "Escape" || event.key === "Enter") act = () => { event.target.blur(); step(1); };
    } else if (!area && !control && !event.altKey && !event.target.matches("input, button")) {
      act = PLAIN[event.key] || null;
    } else if (event.target.matches("button, input[type=checkbox]") && event.key !== "Enter") {
      act = control || event.altKey ? null : PLAIN[event.key] || null;
    }
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-do]");
    const row = event.target.closest(".pair[id]");
    if (row) select(row, !event.target.closest("button, textarea"));
    if (chosen) ACTIONS[chosen.dataset.do](row || undefined);
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest(".pair[id]");
    if (row && row !== current) select(row, false);
  });
  const look = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const response = await fetch(`changes?version=${version}`);
      if (response.ok) apply(await response.json());
    } catch { /* the next change says that the server is gone */ }
  };
  document.addEventListener("visibilitychange", look);
})();
