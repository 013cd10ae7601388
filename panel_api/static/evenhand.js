// Comfort only: every page works without this file.
import { initAll } from "./vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// Under a choice stand only the questions that it needs. (GOV.UK's own script says this with aria-expanded, which a
// radio button may not carry.)
for (const choice of document.querySelectorAll("[data-eh-choice]")) {
  const show = () => {
    for (const radio of choice.querySelectorAll("[data-eh-opens]")) {
      document.getElementById(radio.dataset.ehOpens).classList.toggle("govuk-radios__conditional--hidden", !radio.checked);
    }
  };
  choice.addEventListener("change", show);
  addEventListener("pageshow", show);
  show();
}

// A question that another choice has hidden is not sent: what nobody sees, nobody meant.
document.addEventListener("submit", (event) => {
  for (const field of event.target.querySelectorAll(".govuk-radios__conditional--hidden :is(input, select)")) {
    field.disabled = true;
  }
});
addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll(".govuk-radios__conditional :disabled")) field.disabled = false;
});

// On paper nothing is folded, in browsers too whose style cannot unfold it.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const each of opened) each.open = true;
});
addEventListener("afterprint", () => {
  for (const each of opened) each.open = false;
});

// Keys for going through a sitting. They do nothing while someone writes or holds another key down, and can be
// switched off for good (WCAG 2.1.4).
const keys = document.querySelector("[data-eh-keys]");
if (keys) {
  const button = keys.querySelector("[data-eh-keys-switch]");
  const off = () => localStorage.getItem("eh-keys") === "off";
  const say = () => {
    button.textContent = off() ? "Switch the keys on" : "Switch the keys off";
    button.setAttribute("aria-pressed", String(off()));
  };
  keys.hidden = false;
  say();
  button.addEventListener("click", () => {
    localStorage.setItem("eh-keys", off() ? "on" : "off");
    say();
  });
  document.addEventListener("keydown", (event) => {
    if (off() || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    const way = document.querySelector(`[data-eh-key="${CSS.escape(event.key)}"]`);
    if (!way) return;
    event.preventDefault();
    way.click();
    if (way.hash) document.querySelector(`${way.hash} ~ form input:not([type=hidden]), form:has(${way.hash}) button`)?.focus();
  });
}

// A problem leads to the very place in the text where it stands.
for (const link of document.querySelectorAll("[data-eh-line]")) {
  link.addEventListener("click", (event) => {
    const field = document.querySelector(link.hash);
    const lines = field.value.split("\n");
    const before = lines.slice(0, link.dataset.ehLine - 1);
    const start = before.reduce((sum, line) => sum + line.length + 1, 0) + Number(link.dataset.ehColumn) - 1;
    event.preventDefault();
    field.focus();
    field.setSelectionRange(start, start);
    field.scrollTop = (field.scrollHeight / lines.length) * Math.max(0, before.length - 3);
  });
}
