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
