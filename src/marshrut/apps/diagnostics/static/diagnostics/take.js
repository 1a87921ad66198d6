/* A test on a phone: one item at a time, each press kept on the device until the server has it, the clock by the server.
   Without this script the same page is a list of forms. */
(() => {
  "use strict";
  const root = document.querySelector("[data-take]");
  if (!root) return;
  const store = `take:${root.dataset.take}`;
  const tasks = [...root.querySelectorAll("[data-task]")];
  const end = document.getElementById("end");
  const steps = [...tasks, end];
  const saved = document.querySelector("[data-saved]");
  const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  const state = new Map(tasks.map((task) => [task.dataset.task, { seq: Number(task.dataset.seq), task }]));
  const total = Number(root.dataset.total);
  let queue = [];
  let sending = false;
  let over = false;
  let pause = 1000;

  /* What is pressed and not yet saved outlives a closed page and an empty battery. */
  const keep = () => {
    try {
      if (queue.length) localStorage.setItem(store, JSON.stringify(queue));
      else localStorage.removeItem(store);
    } catch { /* a private window keeps nothing: then the line alone must hold */ }
  };
  const drop = (one) => {
    queue = queue.filter((next) => next !== one);
    keep();
  };
  try {
    queue = JSON.parse(localStorage.getItem(store)) || [];
  } catch {
    queue = [];
  }
  const press = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  const read = (task) => {
    const kind = task.dataset.kind;
    if (kind === "single") return task.querySelector("[name=value]:checked")?.value ?? null;
    if (kind === "multiple") {
      const picked = [...task.querySelectorAll("[name=value]:checked")].map((one) => one.value);
      return picked.length ? picked : null;
    }
    if (kind === "ordering") {
      const placed = [...task.querySelectorAll("[data-letter]")].filter((one) => one.value);
      return placed.length ? placed.sort((a, b) => a.value - b.value).map((one) => one.dataset.letter) : null;
    }
    return task.querySelector("[name=value]").value.trim() || null;
  };
  const write = (task, value) => {
    const many = Array.isArray(value) ? value : [value];
    if (task.dataset.kind === "ordering") {
      task.querySelectorAll("[data-letter]").forEach((one) => (one.value = many.indexOf(one.dataset.letter) + 1 || ""));
    } else if (/single|multiple/.test(task.dataset.kind)) {
      task.querySelectorAll("[name=value]").forEach((one) => (one.checked = many.includes(one.value)));
    } else {
      task.querySelector("[name=value]").value = value ?? "";
    }
  };
  const words = (task, value) => {
    if (value === null || value === undefined) return "ответа нет";
    const label = (letter) => task.querySelector(`[value="${CSS.escape(letter)}"], [data-letter="${CSS.escape(letter)}"]`)?.closest("label")?.querySelector("span")?.textContent ?? letter;
    return Array.isArray(value) ? value.map(label).join("; ") : /single/.test(task.dataset.kind) ? label(value) : value;
  };

  const show = () => {
    const answered = tasks.filter((task) => read(task) !== null).length;
    tasks.forEach((task, index) => {
      const link = root.querySelector(`[data-jump="${index + 1}"]`);
      const done = read(task) !== null;
      link.toggleAttribute("data-answered", done);
      link.setAttribute("aria-label", `Задание ${index + 1}${done ? ", отвечено" : ""}`);
    });
    const rest = total - answered;
    root.querySelector("[data-open]").textContent = rest ? `Без ответа: ${rest}. Можно вернуться к ним или сдать как есть.` : "На все задания есть ответ.";
    if (over) return;
    saved.textContent = queue.length
      ? `Отвечено ${answered} из ${total}. ${pause > 1000 ? "Связи нет: ответы хранятся на этом устройстве и уйдут сами." : "Сохраняю…"}`
      : `Отвечено ${answered} из ${total}. Всё сохранено.`;
    saved.classList.toggle("take-waiting", queue.length > 0 && pause > 1000);
  };

  const ask = (task, answer) => {
    const box = task.querySelector("[data-other]");
    box.hidden = false;
    box.className = "notice notice-sun";
    const text = document.createElement("p");
    text.textContent = `На другом устройстве вы ответили иначе: «${words(task, answer.current)}». Что оставить?`;
    const row = document.createElement("p");
    row.className = "row";
    const mine = read(task);
    [["Тот ответ", answer.current, false], ["Этот ответ", mine, true]].forEach(([title, value, send]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-small";
      button.textContent = title;
      button.addEventListener("click", () => {
        write(task, value);
        box.hidden = true;
        box.replaceChildren();
        if (send) put(task);
        else show();
      });
      row.append(button);
    });
    box.replaceChildren(text, row);
    leaving = null; // a question comes before handing in; the clock asks nobody and goes on by itself
    go(steps.indexOf(task));
    row.querySelector("button").focus();
  };

  const stop = (text) => {
    over = true;
    saved.textContent = text;
    saved.classList.add("take-waiting");
  };

  const put = (task) => {
    if (over) return;
    const value = read(task);
    const item = task.dataset.task;
    /* What was sent may have arrived though its word did not come back: it goes again, the same press, before the new. */
    queue = queue.filter((one) => one.item !== item || one.tried);
    queue.push({ item, value, press: press(), at: Date.now(), base: state.get(item).seq });
    keep();
    show();
    send();
  };

  const send = async () => {
    if (sending || over || !queue.length) return;
    sending = true;
    const one = queue[0];
    one.tried = true;
    keep();
    const known = state.get(one.item);
    try {
      const answer = await fetch(root.dataset.answer, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ item: one.item, value: one.value, press: one.press, base: one.base, ago: Date.now() - one.at }),
        signal: AbortSignal.timeout(15000),
        redirect: "error",
      });
      if (answer.status === 401 || answer.status === 403) {
        stop("Вход закончился. Ответы хранятся на этом устройстве: войдите снова и откройте тест, они уйдут сами.");
      } else if (answer.status === 404) {
        stop("Этот тест открыт под другим именем. Выйдите и войдите под своим.");
      } else if (answer.status === 400 || answer.status === 422) {
        drop(one);
        stop((await answer.json().catch(() => ({}))).refused || "Этот ответ не принят: обновите страницу.");
      } else if (!answer.ok) {
        throw new Error(String(answer.status));
      } else {
        const said = await answer.json();
        /* What was pressed since on this device knows this answer; of another device's it knows nothing. */
        if (!said.conflict) queue.filter((next) => next.item === one.item).forEach((next) => (next.base = said.seq));
        drop(one);
        pause = 1000;
        if (known) known.seq = said.seq;
        if (said.refused) stop(said.refused);
        else if (said.conflict && known && !queue.some((next) => next.item === one.item)) ask(known.task, said);
      }
    } catch {
      pause = Math.min(pause * 2, 15000);
      setTimeout(() => { sending = false; send(); }, pause);
      show();
      return;
    }
    sending = false;
    show();
    send();
    if (leaving && !queue.length) leaving.submit();
  };

  /* One item at a time; the address keeps the place, so that «назад» goes one item back. */
  const go = (index, push = true) => {
    const at = Math.max(0, Math.min(index, steps.length - 1));
    steps.forEach((step, number) => (step.hidden = number !== at));
    root.querySelectorAll("[data-jump]").forEach((link, number) => {
      if (number === at) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    if (push) history.pushState(null, "", `#${steps[at].id}`);
    steps[at].querySelector("h2").focus?.();
    steps[at].focus?.({ preventScroll: true });
    window.scrollTo({ top: Math.max(0, root.offsetTop - 60) });
  };
  const here = () => Math.max(0, steps.findIndex((step) => `#${step.id}` === location.hash));
  addEventListener("popstate", () => go(here(), false));
  root.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-jump]");
    if (!jump) return;
    event.preventDefault();
    go(Number(jump.dataset.jump) - 1);
  });

  let typing;
  tasks.forEach((task) => {
    task.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(typing);
      if (dirty.has(task)) put(task);
      dirty.delete(task);
      go(steps.indexOf(task) + 1);
    });
    task.querySelector("[data-next]").textContent = task === tasks.at(-1) ? "К концу теста" : "Дальше";
    task.addEventListener("change", (event) => {
      if (event.target.dataset.letter) swap(task, event.target);
      if (event.target.matches("textarea, input:not([type=radio]):not([type=checkbox])") && !dirty.has(task)) return;
      dirty.delete(task);
      put(task);
    });
    task.addEventListener("input", (event) => {
      if (!event.target.matches("textarea, input:not([type=radio]):not([type=checkbox])")) return;
      dirty.add(task);
      clearTimeout(typing);
      typing = setTimeout(() => {
        if (!dirty.has(task)) return;
        dirty.delete(task);
        put(task);
      }, 1500);
    });
  });
  const dirty = new Set();
  /* A number that is taken changes places with the one that is given up. */
  const swap = (task, changed) => {
    const all = [...task.querySelectorAll("[data-letter]")];
    const used = new Set(all.map((one) => one.value));
    const free = all.map((_, index) => String(index + 1)).find((number) => !used.has(number)) ?? "";
    all.filter((one) => one !== changed && one.value && one.value === changed.value).forEach((one) => (one.value = free));
  };

  /* The clock is the server's: seconds are counted from its word, however the device's own clock is set. */
  const clock = document.querySelector("[data-clock]");
  let left = root.dataset.left === undefined ? null : Number(root.dataset.left);
  let since = performance.now();
  const tick = () => {
    const rest = Math.max(0, Math.round(left - (performance.now() - since) / 1000));
    const minutes = Math.floor(rest / 60);
    clock.textContent = rest >= 300 ? `${minutes} мин` : `${minutes}:${String(rest % 60).padStart(2, "0")}`;
    clock.classList.toggle("take-waiting", rest < 60);
    if (rest === 0 && !leaving) finish();
  };
  const sync = async () => {
    try {
      const answer = await fetch(root.dataset.status, { signal: AbortSignal.timeout(15000), redirect: "error" });
      if (!answer.ok) return;
      const said = await answer.json();
      if (said.state !== "running") location.reload();
      left = said.left;
      since = performance.now();
    } catch { /* the next look is in a minute */ }
  };
  if (left !== null) {
    setInterval(tick, 1000);
    setInterval(sync, 60000);
  }

  /* Handing in waits for what is still under way; after the end the server takes it within two minutes. */
  let leaving = null;
  const form = root.querySelector("[data-hand-in]");
  const finish = () => {
    tasks.filter((task) => dirty.has(task)).forEach((task) => { dirty.delete(task); put(task); });
    leaving = form;
    if (!queue.length) form.submit();
    else send();
  };
  form.addEventListener("submit", (event) => {
    if (!queue.length && !dirty.size) return;
    event.preventDefault();
    event.stopPropagation();
    saved.textContent = "Дожидаюсь, пока сохранятся последние ответы, и сдаю тест…";
    finish();
  });
  addEventListener("online", () => { pause = 1000; sending = false; send(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });

  /* What another day or a dead battery left behind stands in the form again before it goes out. */
  queue.forEach((one) => {
    const known = state.get(one.item);
    if (known) write(known.task, one.value);
  });
  root.classList.add("take-on");
  go(location.hash ? here() : Math.max(0, tasks.findIndex((task) => read(task) === null)), false);
  show();
  send();
})();
