// The guided form, made quicker: language tabs, counters, topics that move when they are ticked,
// and autosave that says what became of it. Without this file every step is a button.

const form = document.getElementById("section-form");

// Language tabs: the panels are on the page; one is shown, and arrow keys go from tab to tab.

function makeTabs(group, number) {
  const panels = [...group.querySelectorAll("[data-tab]")];
  if (panels.length < 2) return;
  const list = document.createElement("div");
  list.className = "tablist";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", group.dataset.tabs);
  const tabs = panels.map((panel, at) => makeTab(panel, `${number}-${at}`));
  list.append(...tabs);
  group.prepend(list);
  group.classList.add("language-texts--tabs");
  const show = at => {
    panels.forEach((panel, n) => { panel.hidden = n !== at; });
    tabs.forEach((tab, n) => {
      tab.setAttribute("aria-selected", String(n === at));
      tab.tabIndex = n === at ? 0 : -1;
    });
  };
  tabs.forEach((tab, at) => tab.addEventListener("click", () => show(at)));
  list.addEventListener("keydown", event => {
    const to = neighbour(event.key, tabs.indexOf(document.activeElement), tabs.length);
    if (to === null) return;
    event.preventDefault();
    show(to);
    tabs[to].focus();
  });
  show(first(panels));
  group.addEventListener("reveal", event => show(panels.findIndex(it => it.contains(event.target))));
}

function makeTab(panel, id) {
  const tab = document.createElement("button");
  tab.type = "button";
  tab.id = `tab-${id}`;
  tab.className = "tab";
  tab.textContent = panel.dataset.tab;
  if (panel.querySelector("[aria-invalid=true]")) tab.classList.add("tab--faulty");
  panel.id ||= `panel-${id}`;
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-controls", panel.id);
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", tab.id);
  return tab;
}

function neighbour(key, at, count) {
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: count - 1 }[key];
  return to === undefined ? null : (to + count) % count;
}

// The panel with a fault, else the language that was just added, else the original.
function first(panels) {
  const faulty = panels.findIndex(panel => panel.querySelector("[aria-invalid=true]"));
  if (faulty >= 0) return faulty;
  return Math.max(panels.findIndex(panel => panel.dataset.language === form.dataset.added), 0);
}

// A link to a field in a closed panel opens it.
function reveal() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  target.dispatchEvent(new Event("reveal", { bubbles: true }));
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  target.scrollIntoView();
  if (target.matches("input, select, textarea")) target.focus();
}

// Counters say how much of a text's limit is used.

function count(field) {
  const limit = Number(field.dataset.limit);
  const used = [...field.value.trim()].length;
  let counter = field.parentElement.querySelector(".counter");
  if (!counter) {
    counter = document.createElement("p");
    counter.className = "counter";
    field.after(counter);
  }
  counter.textContent = form.dataset.count.replace("%(count)s", used).replace("%(limit)s", limit);
  counter.classList.toggle("counter--over", used > limit);
}

// A ticked topic goes to the chosen ones, so that autosave never takes away a click.

function choose(box) {
  const list = box.closest("[data-topics]").querySelector("[data-chosen]");
  if (!box.checked || list.contains(box)) return;
  const same = [...list.querySelectorAll("input")].find(it => it.value === box.value);
  const line = box.closest("li");
  if (same) {
    same.checked = true;
    line.remove();
    same.focus();
    return;
  }
  line.hidden = false;
  list.append(line);
  box.focus();
}

// What autosave brings must not offer what is chosen already.
function dropChosen() {
  for (const area of form.querySelectorAll("[data-topics]")) {
    const taken = new Set([...area.querySelectorAll("[data-chosen] input")].map(it => it.value));
    for (const box of area.querySelectorAll("li input[type=checkbox]")) {
      if (taken.has(box.value) && !box.closest("[data-chosen]")) box.closest("li").remove();
    }
  }
}

function searchTopics() {
  const field = form.querySelector("[data-topic-search]");
  if (!field) return;
  field.hidden = false;
  const said = field.querySelector("[data-none]");
  field.querySelector("input").addEventListener("input", event => {
    event.stopPropagation();
    const words = plain(event.target.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const group of form.querySelectorAll(".topic-group")) {
      const lines = [...group.querySelectorAll(".topic-line")];
      for (const line of lines) line.hidden = !words.every(word => plain(line.dataset.words).includes(word));
      const left = lines.filter(line => !line.hidden).length;
      group.hidden = left === 0;
      group.open = words.length > 0 && left > 0;
      found += left;
    }
    said.textContent = found ? "" : said.dataset.none;
  });
}

function plain(text) {
  return text.normalize("NFKD").replace(/\p{Diacritic}/gu, "").normalize("NFC").toLowerCase();
}

// Autosave: what is said beside the buttons, and the preview.

function say(text) {
  document.getElementById("save-message").textContent = text;
}

function watchSaving() {
  let waiting = null;
  form.addEventListener("htmx:beforeSwap", event => {
    const answered = new URL(event.detail.xhr.responseURL).pathname;
    if (answered === new URL(form.action).pathname) return;
    event.detail.shouldSwap = false; // the sign-in page
    say(form.dataset.signedOut);
  });
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    form.addEventListener(failure, () => say(form.dataset.failed));
  }
  form.addEventListener("htmx:afterSettle", dropChosen);
  // A button pressed while a save is under way waits, or it would replace a version that has gone.
  form.addEventListener("submit", event => {
    if (!form.classList.contains("htmx-request")) return;
    event.preventDefault();
    waiting = event.submitter;
  });
  // Another save may begin at once: then the button waits again.
  form.addEventListener("htmx:afterRequest", () => setTimeout(() => {
    const pressed = waiting;
    waiting = null;
    if (pressed) form.requestSubmit(pressed);
  }));
  document.body.addEventListener("saved", () => {
    const pane = document.getElementById("preview-pane");
    if (pane.checkVisibility()) window.htmx.trigger(pane, "refresh");
  });
}

if (form) {
  form.querySelectorAll("[data-tabs]").forEach(makeTabs);
  form.querySelectorAll("[data-limit]").forEach(field => {
    count(field);
    field.addEventListener("input", () => count(field));
  });
  form.addEventListener("change", event => {
    if (event.target.matches("[data-topics] li input[type=checkbox]")) choose(event.target);
  });
  searchTopics();
  watchSaving();
  reveal();
  window.addEventListener("hashchange", reveal);
}
