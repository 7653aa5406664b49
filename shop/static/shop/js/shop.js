/* What is nicer with a script. Every page works without it. */

const on = (type, selector, handle) =>
  document.addEventListener(type, (event) => {
    const target = event.target.closest?.(selector);
    if (target) handle(target, event);
  });

const language = document.documentElement.lang || "en";

/* -- Light and dark --------------------------------------------------------- */

const YEAR = 365 * 24 * 60 * 60;

on("click", "[data-theme-toggle]", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie =
    `theme=${root.dataset.theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
});

/* -- Quantities ------------------------------------------------------------- */

const limitStepper = (stepper) => {
  const input = stepper.querySelector("input");
  const [less, more] = stepper.querySelectorAll("[data-step]");
  less.disabled = input.value !== "" && +input.value <= +input.min;
  more.disabled = input.max !== "" && +input.value >= +input.max;
};

on("click", "[data-stepper] [data-step]", (button) => {
  const stepper = button.closest("[data-stepper]");
  const input = stepper.querySelector("input");
  +button.dataset.step > 0 ? input.stepUp() : input.stepDown();
  limitStepper(stepper);
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
on("input", "[data-stepper] input", (input) => limitStepper(input.closest("[data-stepper]")));

/* -- Points: what using them does -------------------------------------------- */

const showPoints = (slider, asked) => {
  const { balance, perUnit, total, currency } = slider.dataset;
  const range = slider.querySelector("[data-range]");
  const points = Math.min(Math.max(Math.trunc(+asked) || 0, 0), +range.max);
  const cents = Math.floor((points * 100) / +perUnit);
  const money = new Intl.NumberFormat(language, { style: "currency", currency });
  const texts = {
    discount: money.format(cents / 100),
    left: new Intl.NumberFormat(language).format(+balance - points),
    "new-total": money.format((Math.round(+total * 100) - cents) / 100),
  };
  range.value = points;
  for (const [name, text] of Object.entries(texts)) {
    slider.querySelector(`[data-${name}]`).textContent = text;
  }
  return points;
};

on("input", "[data-points-slider] [data-range]", (range) => {
  const slider = range.closest("[data-points-slider]");
  slider.querySelector("[data-number]").value = showPoints(slider, range.value);
});
on("input", "[data-points-slider] [data-number]", (number) => {
  showPoints(number.closest("[data-points-slider]"), number.value);
});
/* What was refused is no longer what stands there. */
on("input", "[data-points-slider] input", () => {
  document.querySelector("#points-refusal .error")?.remove();
});
on("change", "[data-points-slider] [data-range]", (range) => {
  const number = range.closest("[data-points-slider]").querySelector("[data-number]");
  number.dispatchEvent(new Event("change", { bubbles: true }));
});

/* -- Variants: price, points and stock follow the choice ---------------------- */

on("change", "[data-options] input", (input) => {
  const product = input.closest("[data-product]") ?? document;
  for (const name of ["price", "unit", "points", "stock", "was", "off"]) {
    const place = product.querySelector(`[data-shows="${name}"]`);
    if (place) place.textContent = input.dataset[name] ?? "";
  }
  const prior = product.querySelector("[data-prior]");
  if (prior) prior.hidden = !input.dataset.was;
  const thumb = product.querySelector(`.gallery-thumbs [data-place="${input.dataset.picture}"]`);
  thumb?.click();
});

/* -- Pictures ------------------------------------------------------------------- */

on("click", ".gallery-thumbs a", (link, event) => {
  event.preventDefault();
  const stage = link.closest("[data-gallery]").querySelector(".gallery-stage");
  const figure = document.getElementById(link.hash.slice(1));
  stage.scrollTo({ left: figure.offsetLeft - stage.offsetLeft });
  for (const other of link.closest("ul").querySelectorAll("a")) {
    other.toggleAttribute("aria-current", other === link);
  }
});

/* -- What is sent: busy at once, and said when it did not arrive ------------------- */

const say = (trouble) => {
  const toasts = document.getElementById("toasts");
  for (const earlier of toasts.querySelectorAll("[data-trouble]")) earlier.remove();
  toasts.append(document.getElementById(`trouble-${trouble}`).content.cloneNode(true));
};

/* What asks again by itself, or only suggests, fails unheard. */
const sent = (type, handle) =>
  document.addEventListener(type, (event) => {
    if (!event.target.closest?.("[data-unheard]")) handle(event.target, event.detail);
  });

sent("htmx:beforeRequest", (form) => form.setAttribute("aria-busy", "true"));
sent("htmx:afterRequest", (form) => form.removeAttribute("aria-busy"));
/* A number that did not arrive gives way to the one that holds. */
const failed = (form, trouble) => {
  for (const stepper of form.querySelectorAll("[data-stepper]")) {
    const input = stepper.querySelector("input");
    input.value = input.defaultValue;
    limitStepper(stepper);
  }
  say(trouble);
};
sent("htmx:sendError", (form) => failed(form, navigator.onLine ? "failed" : "offline"));
sent("htmx:timeout", (form) => failed(form, "failed"));
sent("htmx:responseError", (form, { xhr }) => failed(form, xhr.status < 500 ? "stale" : "failed"));
addEventListener("offline", () => say("offline"));
addEventListener("online", () => document.querySelector("[data-trouble]")?.remove());
on("click", "[data-reloads]", () => location.reload());

/* -- The keyboard's place: kept through a swap, or moved on to what comes next ------ */

let held = null;

const face = (control) =>
  [
    control.localName,
    control.getAttribute("href"),
    control.getAttribute("name"),
    control.getAttribute("aria-label") ?? control.textContent.trim(),
  ].join("|");
const lookalike = (control) =>
  control && [...document.querySelectorAll(control.localName)].find((e) => face(e) === face(control));

const nextTo = (control) => {
  const row = control.closest("li, tr");
  const rows = [row?.nextElementSibling, row?.previousElementSibling];
  return rows.map((other) => other?.querySelector("a:not([tabindex])"));
};

document.addEventListener("htmx:beforeSwap", () => {
  const control = document.activeElement;
  if (control && control !== document.body) held = { control, then: nextTo(control) };
});

document.addEventListener("htmx:afterSettle", () => {
  const here = document.activeElement;
  if (here?.disabled) here.closest("[data-stepper]")?.querySelector("input").focus();
  if (!held || held.control.isConnected || (here && here !== document.body)) return;
  const { control, then } = held;
  held = null;
  const found =
    (control.id && document.getElementById(control.id)) || lookalike(control);
  const next = found || then.map(lookalike).find(Boolean) || document.querySelector("main h1");
  if (next?.localName === "h1") next.tabIndex = -1;
  (next?.disabled ? next.closest("[data-stepper]")?.querySelector("input") : next)?.focus();
});

/* -- Suggestions: a combobox (ARIA 1.2), the focus stays in the box -------------------- */

const box = document.getElementById("search-box");
const listbox = document.getElementById("suggestions");

if (box) {
  const said = document.getElementById("suggestions-said");
  const options = () => [...listbox.querySelectorAll("[role=option]")];
  const active = () => listbox.querySelector("[aria-selected=true]");

  const choose = (option) => {
    active()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const open = (is) => {
    const shown = is && options().length > 0;
    if (!shown) choose(null);
    listbox.hidden = !shown;
    box.setAttribute("aria-expanded", shown);
    said.textContent = shown ? listbox.firstElementChild.dataset.said : "";
  };
  const step = (by) => {
    const all = [null, ...options()];
    choose(all.at((all.indexOf(active()) + by) % all.length));
  };

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", listbox.id);
  box.setAttribute("aria-expanded", "false");

  box.addEventListener("keydown", (event) => {
    const isOpen = !listbox.hidden;
    if (event.isComposing) return; // a Chinese keyboard chooses its own words
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!isOpen) open(true);
      if (!listbox.hidden) step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && isOpen && active()) {
      active().click();
    } else if (event.key === "Escape" && isOpen) {
      open(false);
    } else return;
    event.preventDefault();
  });
  listbox.addEventListener("htmx:afterSwap", () => open(document.activeElement === box));
  listbox.addEventListener("mousedown", (event) => event.preventDefault());
  /* What did not come is not what was asked before. */
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    box.addEventListener(failure, () => {
      listbox.replaceChildren();
      open(false);
    });
  }
  box.addEventListener("blur", () => open(false));
  box.addEventListener("focus", () => open(box.value.trim() !== ""));
}

/* -- What is written and not saved: the browser asks before it is left ------------- */

on("input", "[data-keeps]", (form) => { form.dataset.touched = ""; });
on("submit", "[data-keeps]", (form) => { delete form.dataset.touched; });
addEventListener("beforeunload", (event) => {
  if (document.querySelector("[data-touched]")) event.preventDefault();
});

/* -- Something to take elsewhere: where a browser lets it be copied ---------------- */

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;
}
on("click", "[data-copies]", async (button) => {
  await navigator.clipboard.writeText(button.dataset.copies);
  button.textContent = button.dataset.copied;
});

/* -- Toasts, dialogs, drawers ---------------------------------------------------- */

const TOAST_SECONDS = 7;

const leave = (toast) => {
  toast.dataset.leaving = "";
  setTimeout(() => toast.remove(), 200);
};

const startToasts = (root) => {
  for (const toast of root.querySelectorAll("[data-toast]:not([data-seen])")) {
    toast.dataset.seen = "";
    if (toast.dataset.kind === "error") continue;
    const wait = () =>
      setTimeout(() => {
        if (toast.matches(":hover, :focus-within")) wait();
        else leave(toast);
      }, TOAST_SECONDS * 1000);
    wait();
  }
};

on("click", "[data-dismiss]", (button) => leave(button.closest("[data-toast]")));

on("click", "[data-opens]", (opener, event) => {
  const dialog = document.getElementById(opener.dataset.opens);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});
on("click", "dialog", (dialog, event) => {
  if (event.target === dialog) dialog.close();
});
on("click", "[data-closes]", (button) => button.closest("dialog").close());

/* -- Small things ------------------------------------------------------------------ */

on("click", "[data-prints]", () => print());

on("change", "[data-submits]", (control) => control.form.requestSubmit());

/* The order waits until the shop knows its points, and is held where it refuses them:
   nobody pays a total that the page no longer shows. */
let waiting = null;
const asksForPoints = () => document.querySelector("#points [aria-busy]");
on("submit", "#place", (_form, event) => {
  if (!asksForPoints() || event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting = event.submitter;
  waiting?.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!waiting || asksForPoints()) return;
  const button = waiting;
  waiting = null;
  button.removeAttribute("aria-busy");
  const { status } = detail.xhr;
  if (status >= 200 && status < 400) button.form.requestSubmit(button);
  else document.querySelector("#points [data-number]").focus();
});

/* One press, one submission: the server is safe either way, the shopper calmer. */
on("submit", "form[data-once]", (form) => {
  for (const button of form.querySelectorAll("[type=submit]")) {
    button.setAttribute("aria-disabled", "true");
    button.addEventListener("click", (event) => event.preventDefault());
  }
});
addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("form[data-once]")) location.reload();
});

/* -- Back: a page that was kept knows nothing of what was done since ----------------- */

/* What the header says of account and basket, as the shop said it last, in any window. */
const standing = () =>
  [...document.querySelectorAll(".header-tools .tool")]
    .map((tool) => tool.textContent.replace(/\s+/g, " "))
    .join();
const remember = () => {
  try {
    localStorage.standing = standing();
  } catch {} // a browser that keeps nothing asks again each time
};
const askAgain = () => {
  let known;
  try {
    known = localStorage.standing;
  } catch {}
  if (standing() !== known) location.reload();
};

const [{ type: way, transferSize: arrived } = {}] = performance.getEntriesByType("navigation");
if (way === "back_forward" && !arrived) askAgain();
else remember();
document.addEventListener("htmx:afterSettle", remember);
addEventListener("pageshow", (event) => event.persisted && askAgain());

/* An answer to a form is stored nowhere, and browsers show an error of their own where
   they lead back to it: they open its page instead. */
const { page } = document.body.dataset;
if (page) history.replaceState(history.state, "", page);

const start = (root) => {
  root.querySelectorAll("[data-stepper]").forEach(limitStepper);
  for (const slider of root.querySelectorAll("[data-points-slider]")) {
    showPoints(slider, slider.querySelector("[data-number]").value);
  }
  startToasts(root);
};
start(document);
document.addEventListener("htmx:load", (event) => start(event.target.parentElement ?? document));
