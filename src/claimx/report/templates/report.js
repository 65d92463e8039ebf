
"use strict";
(() => {
  const root = document.documentElement;
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const strings = JSON.parse($("#strings").textContent);
  const form = $("#filters"), card = $("#card"), body = $(".body", card);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
  root.classList.add("scripted");

  // ---- language
  const say = (key, n) => {
    const [one, many] = strings[root.lang][key].split("|");
    return (many && n !== "1" ? many : one).replace("{n}", n);
  };
  const put = (element, key, n) => {
    element.dataset.t = key;
    if (n !== undefined) element.dataset.n = n;
    element.textContent = say(key, element.dataset.n);
  };
  const speak = (lang) => {
    root.lang = lang;
    $$("[data-t]").forEach((element) => put(element, element.dataset.t));
    $$("[data-label]").forEach((e) => e.setAttribute("aria-label", say(e.dataset.label, e.dataset.n)));
    $("#lang").lang = lang === "it" ? "en" : "it";
  };

  // ---- filters
  const notes = $$(".claim").map((element) => {
    const [article, number] = element.id.slice(1).split("-");
    return { element, article, number, voices: element.dataset.v.split(" "), kind: element.dataset.k, certainty: element.dataset.h };
  });
  const byId = new Map(notes.map((note) => [note.element.id, note]));
  const articles = new Map($$(".article").map((element) => [element.dataset.a, { element, total: 0 }]));
  notes.forEach((note) => { articles.get(note.article).total += 1; });
  // Speaker and content: the words of the page itself are not searched, so either language finds the same.
  const textOf = (note) => note.text ??= fold(
    [...$$("bdi, blockquote", note.element)].map((each) => each.textContent).join(" "));
  const wanted = () => ({
    q: form.elements.q.value.trim(), voice: form.elements.voice.value,
    kind: $$("[name=kind]:checked", form).map((box) => box.value), certainty: form.elements.certainty.value,
  });
  let marks = null;
  const filter = () => {
    const want = wanted(), q = fold(want.q);
    const option = form.elements.voice.selectedOptions[0];
    const voices = option && option.value ? new Set(option.dataset.v.trim().split(" ")) : null;
    const active = Boolean(q || voices || want.certainty || want.kind.length < 3);
    const shown = new Map([...articles.keys()].map((key) => [key, 0]));
    let count = 0;
    for (const note of notes) {
      note.shown = want.kind.includes(note.kind) && (!want.certainty || want.certainty === note.certainty)
        && (!voices || note.voices.some((voice) => voices.has(voice))) && (!q || textOf(note).includes(q));
      note.element.classList.toggle("hide", !note.shown);
      if (note.shown) { count += 1; shown.set(note.article, shown.get(note.article) + 1); }
    }
    if (active || marks) {
      marks ??= $$(".text [data-c]").map((element) => ({
        element,
        notes: element.dataset.c.split(" ").map((number) => byId.get(`k${element.closest(".text").dataset.a}-${number}`)),
      }));
      for (const mark of marks) mark.element.classList.toggle("off", !mark.notes.some((note) => note.shown));
      for (const [key, { element, total }] of articles) {
        const left = shown.get(key);
        element.classList.toggle("hide", active && !left);
        $(".shown", element).textContent = active && left < total ? ` · ${left}/${total}` : "";
      }
      for (const voice of $$(".voice")) {
        const any = $(".claim:not(.hide)", voice);
        const links = $$(".elsewhere", voice);
        links.forEach((line) => line.classList.toggle("hide", !byId.get($("a", line).hash.slice(1)).shown));
        voice.classList.toggle("hide", active && !any && links.every((line) => line.classList.contains("hide")));
      }
    }
    put($("span", $("#found")), "filter.found", String(count));
    hide();
    return want;
  };
  const keep = (want) => {
    const hash = new URLSearchParams();
    if (want.q) hash.set("q", want.q);
    if (want.voice) hash.set("voice", want.voice);
    if (want.kind.length < 3) hash.set("kind", want.kind.join(","));
    if (want.certainty) hash.set("certainty", want.certainty);
    if (root.lang !== initial) hash.set("lang", root.lang);
    history.replaceState(null, "", `#${hash}`);
  };
  const initial = root.lang;
  const restore = () => {
    const hash = location.hash.slice(1);
    if (hash && !hash.includes("=")) return reveal(document.getElementById(hash));
    const kept = new URLSearchParams(hash);
    form.elements.q.value = kept.get("q") ?? "";
    form.elements.voice.value = kept.get("voice") ?? "";
    if (form.elements.voice.selectedIndex < 0) form.elements.voice.value = "";
    const kinds = kept.has("kind") ? kept.get("kind").split(",") : null;
    $$("[name=kind]", form).forEach((box) => { box.checked = !kinds || kinds.includes(box.value); });
    form.elements.certainty.value = kept.get("certainty") ?? "";
    if (form.elements.certainty.selectedIndex < 0) form.elements.certainty.value = "";
    const lang = kept.get("lang") ?? initial;
    if (lang in strings && lang !== root.lang) speak(lang);
    if (hash || marks) filter();
    return undefined;
  };
  const only = (value) => {
    form.elements.voice.value = value;
    keep(filter());
    form.scrollIntoView({ block: "nearest" });
  };

  // ---- the card
  let anchor = null, pinned = false, timer = 0;
  const light = (article, numbers, on) => {
    $$(`.text[data-a="${article}"] [data-c]`).forEach((element) => {
      if (element.dataset.c.split(" ").some((number) => numbers.includes(number))) element.classList.toggle("on", on);
    });
  };
  const hide = () => {
    clearTimeout(timer);
    if (!anchor) return;
    light(anchor.article, anchor.numbers, false);
    card.hidden = true;
    anchor = null;
    pinned = false;
  };
  const show = (element, at) => {
    const article = element.closest(".text").dataset.a;
    const found = element.dataset.c.split(" ").map((number) => byId.get(`k${article}-${number}`)).filter((note) => note.shown !== false);
    hide();
    if (!found.length) return;
    anchor = { article, numbers: found.map((note) => note.number), element };
    light(article, anchor.numbers, true);
    body.replaceChildren(...found.map((note) => {
      const copy = document.createElement("div");
      copy.className = note.element.className;
      copy.append(...[...note.element.cloneNode(true).children]);
      return copy;
    }));
    card.hidden = false;
    card.scrollTop = 0;
    // Beside the text where there is room, else below the line that is pointed at, or above it.
    const boxes = [...element.getClientRects()];
    const box = boxes.find((each) => at !== undefined && at >= each.top && at <= each.bottom) ?? boxes[0] ?? element.getBoundingClientRect();
    const beside = element.closest(".text").getBoundingClientRect().right + 20;
    const height = card.offsetHeight + 10, room = root.clientWidth - card.offsetWidth - 12;
    const below = box.bottom + height <= innerHeight || box.top < height;
    const top = beside <= room ? Math.max(10, Math.min(box.top - 30, innerHeight - height)) : below ? box.bottom + 10 : box.top - height;
    card.style.left = `${beside <= room ? beside : Math.max(12, Math.min(box.left, room)) + scrollX}px`;
    card.style.top = `${top + scrollY}px`;
  };
  const part = (target) => target.closest?.(".text [data-c]:not(.off)");
  const reveal = (element) => {
    if (!element) return;
    for (let up = element.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    if (element.classList.contains("hide")) { form.reset(); keep(filter()); }
    element.scrollIntoView({ block: "center" });
    if (!element.matches("a, button")) element.tabIndex = -1;
    element.focus({ preventScroll: true });
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || pinned) return;
    clearTimeout(timer);
    const element = part(event.target);
    if (element) { if (element !== anchor?.element) timer = setTimeout(show, 120, element, event.clientY); }
    else if (!card.contains(event.target)) timer = setTimeout(hide, 250);
  });
  document.addEventListener("focusin", (event) => {
    const element = event.target.closest(".ref");
    if (element && element.matches(":focus-visible")) { show(element); pinned = true; }
    else if (!card.contains(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && !link.matches(".skip") && (!link.matches(".ref") || event.detail === 0)) {
      // Places in the page, without losing the filters that the address keeps.
      event.preventDefault();
      const id = link.hash.slice(1);
      hide();
      return reveal(document.getElementById(id));
    }
    const element = part(event.target);
    if (element) { event.preventDefault(); show(element, event.clientY); pinned = true; return; }
    if (event.target.closest(".close") || !card.contains(event.target)) hide();
    const button = event.target.closest(".only");
    if (!button) return;
    const number = button.dataset.v;
    only(button.dataset.voice ?? [...form.elements.voice.options].find((o) => o.dataset.v?.trim().split(" ").includes(number)).value);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  let typing = 0;
  form.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(() => keep(filter()), 120); });
  form.addEventListener("reset", () => setTimeout(() => keep(filter())));
  $("#lang").addEventListener("click", () => { hide(); speak(root.lang === "it" ? "en" : "it"); keep(wanted()); });
  addEventListener("hashchange", restore);
  // What is closed would not be printed; very many articles stay as the reader has them.
  let closed = [];
  addEventListener("beforeprint", () => {
    hide();
    const inside = articles.size <= 50 ? "details" : ".article[open] details";
    closed = $$(inside).filter((each) => !each.open);
    closed.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((each) => { each.open = false; }));
  restore();
})();
