/* The little that a page cannot do without JavaScript. Every page reads and every form sends without it. */
(() => {
  "use strict";
  const root = document.documentElement;
  const live = (html, tone) => {
    const box = document.getElementById("live");
    box.replaceChildren();
    const note = document.createElement("div");
    note.className = `notice notice-${tone}`;
    note.textContent = html;
    box.append(note);
    clearTimeout(box.timer);
    box.timer = setTimeout(() => box.replaceChildren(), 12000);
  };
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));

  /* Keys are physical (event.code): «И» and B are one key, whatever the layout. */
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (typing(event.target)) {
      if (event.code === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open], [popover]:popover-open")) return;
    const focus = document.querySelector(`[data-focus-key="${CSS.escape(event.code)}"]`);
    if (focus) {
      event.preventDefault();
      focus.focus();
      focus.select?.();
      return;
    }
    const hint = [...document.querySelectorAll(`[data-key="${CSS.escape(event.code)}"]`)].find((el) => el.checkVisibility());
    const door = hint?.closest("a, button, summary");
    if (door) {
      event.preventDefault();
      door.click();
    } else if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      walk(event);
    }
  });

  /* Arrows walk through a list of doors once one of them has the focus. */
  const walk = (event) => {
    const list = event.target.closest?.("[data-walk]");
    if (!list) return;
    const doors = [...list.querySelectorAll("a[href]")].filter((el) => !el.matches("[data-walk] [data-walk] a") && el.checkVisibility());
    const next = doors[doors.indexOf(event.target.closest("a")) + (event.code === "ArrowDown" ? 1 : -1)];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  };

  document.addEventListener("click", (event) => {
    const target = event.target;
    const toggle = target.closest("[data-theme-toggle]");
    if (toggle) {
      event.preventDefault();
      const now = root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
      root.dataset.theme = now === "dark" ? "light" : "dark";
      document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
      return;
    }
    const opener = target.closest("[data-modal]");
    const dialog = opener && document.getElementById(opener.dataset.modal);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    if (target.closest("[data-close]")) {
      const open = target.closest("dialog");
      if (open.matches(":modal")) {
        event.preventDefault();
        open.close();
      }
    }
    if (target.closest("[data-print]")) window.print();
  });

  /* What was done with one press can be taken back for ten seconds. */
  const undo = (bar) => {
    if (bar.ticking) return;
    let left = Number(bar.dataset.undo) || 10;
    const clock = document.createElement("span");
    clock.className = "num";
    clock.setAttribute("aria-hidden", "true");
    bar.querySelector("button").after(clock);
    const tick = () => {
      clock.textContent = left;
      if (left-- > 0) return;
      clearInterval(bar.ticking);
      bar.remove();
    };
    tick();
    bar.ticking = setInterval(tick, 1000);
  };

  /* A form is sent once: the second press of a slow line does nothing. A button that takes a file away leaves the page. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || event.submitter?.hasAttribute("data-takes-file")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));

  const wake = (scope) => {
    scope.querySelectorAll("[data-undo]").forEach(undo);
    scope.querySelector("[data-focus]")?.focus();
    document.querySelectorAll(".filters-end > button").forEach((button) => {
      button.hidden = Boolean(window.htmx && button.closest("form[hx-get]"));
    });
  };
  const ready = () => wake(document);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();

  /* A combobox of places: the list comes from the server as one types; what is typed is not chosen until it is picked. */
  const picker = (el) => {
    const box = el?.closest?.("[data-picker]");
    if (!box) return null;
    const input = box.querySelector("[role=combobox]");
    const list = box.querySelector("[role=listbox]");
    const options = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) input.removeAttribute("aria-activedescendant");
    };
    const mark = (option) => {
      options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    };
    const pick = (option) => {
      box.querySelector("input[type=hidden]").value = option.dataset.value;
      input.value = option.dataset.title;
      box.querySelector(".picker-found")?.remove();
      show(false);
    };
    return { box, input, list, options, show, mark, pick };
  };
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-picker] [role=combobox]")) return;
    const its = picker(event.target);
    its.box.querySelector("input[type=hidden]").value = "";
    if (!event.target.value.trim()) its.show(false);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const its = event.detail.target.matches("[data-picker] [role=listbox]") && picker(event.detail.target);
    if (!its || !its.input.value.trim()) return;
    its.options().forEach((option, number) => (option.id = `${its.list.id}-${number}`));
    its.show(document.activeElement === its.input);
    its.box.querySelector("[role=status]").textContent = its.options().length ? `Нашлось: ${its.options().length}. Выбирайте стрелками.` : its.list.textContent.trim();
  });
  document.addEventListener("keydown", (event) => {
    const its = event.target.matches?.("[data-picker] [role=combobox]") && picker(event.target);
    if (!its || its.list.hidden) return;
    const options = its.options();
    const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = now < 0 ? (event.key === "ArrowDown" ? 0 : options.length - 1) : (now + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
      if (options.length) its.mark(options[next]);
    } else if (event.key === "Enter" && now >= 0) {
      event.preventDefault();
      its.pick(options[now]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      its.show(false);
    }
  }, true);
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-picker] [role=option]");
    if (!option) return;
    event.preventDefault();
    if (!option.hasAttribute("aria-disabled")) picker(option).pick(option);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches("[data-picker] [role=combobox]")) picker(event.target).show(false);
  });

  /* htmx: a failed request says so in words, and what was typed stays where it is. */
  const lost = "Связь пропала, ничего не потеряно. Попробуйте ещё раз, когда она появится.";
  document.addEventListener("htmx:sendError", () => live(lost, "risk"));
  document.addEventListener("htmx:timeout", () => live("Сервер долго не отвечает, ничего не потеряно. Попробуйте ещё раз.", "risk"));
  document.addEventListener("htmx:responseError", (event) => {
    const words = {
      400: "Страница отправила не то, что ждал сервер. Обновите её и попробуйте ещё раз.",
      403: "На это действие у вас нет права, или страница устарела. Обновите её.",
      404: "Этого уже нет: возможно, его убрали или перенесли. Обновите страницу.",
      409: "Пока вы смотрели, это изменил кто-то другой. Обновите страницу.",
      413: "Файл слишком большой.",
      503: "База данных сейчас недоступна, ничего не потеряно. Попробуйте через минуту.",
    };
    live(words[event.detail.xhr.status] || "Что-то пошло не так, ничего не потеряно. Попробуйте ещё раз.", "risk");
  });
  /* A form with mistakes comes back as 422 and is shown like any other answer. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => wake(event.detail.elt));
  /* A page that says itself how its line is (data-own-line) is not talked over. */
  const line = (words, tone) => document.querySelector("[data-own-line]") || live(words, tone);
  addEventListener("offline", () => line(lost, "risk"));
  addEventListener("online", () => line("Связь появилась.", "road"));
})();
