"use strict";
(() => {
  const list = document.querySelector(".photos");
  const photos = [...document.querySelectorAll(".photo")];
  const filters = [...document.querySelectorAll("[data-filter]")];
  const controls = document.querySelector(".controls");
  const shown = controls.querySelector(".shown");
  const order = controls.querySelector("select");
  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;

  function show(verdict) {
    for (const button of filters) {
      button.setAttribute("aria-pressed", String(button.dataset.filter === verdict));
    }
    for (const photo of photos) {
      photo.hidden = verdict !== "" && photo.dataset.verdict !== verdict;
    }
    const count = photos.filter((photo) => !photo.hidden).length;
    shown.textContent = `${shown.dataset.text} ${count} / ${photos.length}`;
  }

  function sort(key) {
    const inOrder = (one, other) =>
      key === "name" ? compare(one.dataset.name, other.dataset.name) : one.dataset[key] - other.dataset[key];
    list.append(...photos.sort(inOrder));
  }

  for (const button of filters) {
    button.disabled = false;
    button.addEventListener("click", () => {
      show(button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.filter);
    });
  }
  order.addEventListener("change", () => sort(order.value));
  for (const picture of document.querySelectorAll(".picture")) {
    picture.addEventListener("click", () => {
      const large = picture.closest(".body").classList.toggle("large");
      picture.setAttribute("aria-pressed", String(large));
    });
  }
  // A printer cannot open what is folded.
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) {
      details.open = true;
    }
  });
  controls.hidden = false;
  show("");
})();
