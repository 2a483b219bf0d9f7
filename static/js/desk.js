// Keys for the desk, and sentences to insert. Every page works without.
// Single keys can be switched off (WCAG 2.1.4); no key decides anything, it only leads to a button.

const OFF = "desk-keys-off";
const isOn = () => localStorage.getItem(OFF) === null;
const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
const help = document.getElementById("shortcuts");

function step(elements, forward) {
  const all = [...elements];
  const here = all.findIndex((element) => element.contains(document.activeElement));
  const next = here < 0 ? (forward ? 0 : all.length - 1) : here + (forward ? 1 : -1);
  show(all[Math.min(Math.max(next, 0), all.length - 1)]);
}

function show(element) {
  if (!element) return;
  for (let outer = element.closest("details"); outer; outer = outer.parentElement.closest("details")) outer.open = true;
  element.focus();
  element.scrollIntoView({ block: "center" });
}

function press(key) {
  const items = document.querySelectorAll("[data-item]");
  if ((key === "j" || key === "k") && items.length) return step(items, key === "j");
  if (key === "n") return step(document.querySelectorAll("[data-field]"), true);
  if (key === "?") return help?.showModal();
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  return target?.tagName === "A" ? target.click() : show(target);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (!isOn() || help?.open || typing(event.target) || !"jknsacr?".includes(event.key)) return;
  event.preventDefault();
  press(event.key);
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  const button = event.target.closest("[data-insert]");
  if (button) insert(document.getElementById(button.dataset.insert), button.dataset.text);
});

function insert(field, text) {
  const gap = field.value && !field.value.endsWith("\n") ? "\n" : "";
  field.value += gap + text + "\n";
  show(field);
}

for (const button of document.querySelectorAll("[data-opens], [data-insert]")) button.hidden = false;

const toggle = document.querySelector("[data-shortcuts-on]");
if (toggle) {
  toggle.checked = isOn();
  toggle.addEventListener("change", () => {
    if (toggle.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}
