// Comfort only: every page works without this file.
import { initAll } from "./vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

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
