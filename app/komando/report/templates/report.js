"use strict";
(() => {
  const list = document.querySelector(".photos");
  const photos = [...document.querySelectorAll(".photo")];
  const verdicts = [...document.querySelectorAll("[data-filter]")];
  const controls = document.querySelector(".controls");
  const shown = controls.querySelector(".shown");
  const none = document.querySelector("main > .none");
  const search = controls.querySelector("[name=search]");
  const rule = controls.querySelector("[name=rule]");
  const order = controls.querySelector("[name=order]");
  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
  let verdict = "";

  // What a photo shows beside its head lies in <noscript>: text to this page until someone comes near it. So pages of
  // thousands of photos open at once, and without scripts everything is there all the same.
  function fill(photo) {
    for (const folded of photo.querySelectorAll("noscript")) {
      folded.outerHTML = folded.textContent;
    }
  }

  const nearby = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) {
          nearby.unobserve(target);
          fill(target);
        }
      }
    },
    { rootMargin: "1500px" },
  );

  function show() {
    const name = search.value.trim().toLocaleLowerCase();
    const wanted = rule ? rule.value : "";
    let count = 0;
    for (const photo of photos) {
      const fits =
        (verdict === "" || photo.dataset.verdict === verdict) &&
        (wanted === "" || photo.dataset.rules.split(" ").includes(wanted)) &&
        photo.dataset.name.toLocaleLowerCase().includes(name);
      photo.hidden = !fits;
      count += fits;
    }
    for (const button of verdicts) {
      button.setAttribute("aria-pressed", String(button.dataset.filter === verdict));
    }
    shown.textContent = `${shown.dataset.text} ${count} / ${photos.length}`;
    if (none) {
      none.hidden = count > 0 || photos.length === 0;
    }
  }

  function sort(key) {
    const inOrder = (one, other) =>
      key === "name" ? compare(one.dataset.name, other.dataset.name) : one.dataset[key] - other.dataset[key];
    list.append(...photos.sort(inOrder));
  }

  for (const button of verdicts) {
    button.disabled = false;
    button.addEventListener("click", () => {
      verdict = button.dataset.filter === verdict ? "" : button.dataset.filter;
      show();
    });
  }
  search.addEventListener("input", show);
  rule?.addEventListener("change", show);
  order.addEventListener("change", () => sort(order.value));
  list.addEventListener("click", (event) => {
    const picture = event.target.closest(".picture");
    if (picture) {
      const large = picture.closest(".body").classList.toggle("large");
      picture.setAttribute("aria-pressed", String(large));
    }
  });
  // A printer shows what the filters show, and cannot open what is folded.
  addEventListener("beforeprint", () => {
    for (const photo of photos.filter((photo) => !photo.hidden)) {
      fill(photo);
    }
    for (const details of document.querySelectorAll("details")) {
      details.open = true;
    }
  });
  for (const photo of photos) {
    nearby.observe(photo);
  }
  controls.hidden = false;
  show();
})();
