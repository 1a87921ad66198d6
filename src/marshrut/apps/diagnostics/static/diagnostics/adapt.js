/* An adaptive test on a phone: one item a page. What is pressed is kept on the device until the server has it, and goes by
   itself when the line is back; the clock is the server's. Without this script the same form is sent as any other. */
(() => {
  "use strict";
  const root = document.querySelector("[data-adapt]");
  if (!root) return;
  const store = `adapt:${root.dataset.adapt}`;
  const form = root.querySelector("[data-one]");
  const task = root.querySelector("[data-task]");
  const saved = document.querySelector("[data-saved]");
  const ask = root.querySelector("[data-ask]");
  const token = root.querySelector("[name=csrfmiddlewaretoken]").value;
  const place = saved.textContent;
  let pause = 1000;
  let pressed = null;
  let sending = false;

  const keep = (one) => {
    pressed = one;
    try {
      if (one) localStorage.setItem(store, JSON.stringify(one));
      else localStorage.removeItem(store);
    } catch { /* a private window keeps nothing: then the line alone must hold */ }
  };
  const say = (text, waiting) => {
    saved.textContent = text;
    saved.classList.toggle("take-waiting", waiting);
  };
  const read = () => {
    const kind = task.dataset.kind;
    if (kind === "single") return form.querySelector("[name=value]:checked")?.value ?? null;
    if (kind === "multiple") {
      const picked = [...form.querySelectorAll("[name=value]:checked")].map((one) => one.value);
      return picked.length ? picked : null;
    }
    if (kind === "ordering") {
      const placed = [...form.querySelectorAll("[data-letter]")].filter((one) => one.value);
      return placed.length ? placed.sort((a, b) => a.value - b.value).map((one) => one.dataset.letter) : null;
    }
    return form.querySelector("[name=value]").value.trim() || null;
  };
  const lock = () => root.querySelectorAll("button, input, select, textarea").forEach((one) => (one.disabled = true));

  const send = async () => {
    if (sending || !pressed) return;
    sending = true;
    const { at, ...one } = pressed;
    try {
      const answer = await fetch(root.dataset.answer, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ ...one, ago: Date.now() - at }),
        signal: AbortSignal.timeout(15000),
        redirect: "error",
      });
      if (answer.status === 401 || answer.status === 403) {
        say("Вход закончился. Ответ хранится на этом устройстве: войдите снова и откройте тест, он уйдёт сам.", true);
        return; // kept: it goes when the page is opened again
      }
      if (answer.status === 404) {
        say("Этот тест открыт под другим именем. Выйдите и войдите под своим.", true);
        return;
      }
      if (answer.status >= 500) throw new Error(String(answer.status));
      const said = await answer.json().catch(() => ({}));
      keep(null);
      const other = said.conflict ? "На другом устройстве вы уже ответили на это задание: тот ответ остаётся." : "";
      if (said.refused || other) {
        say(said.refused || other, true);
        setTimeout(() => location.reload(), 4000);
      } else location.reload();
    } catch {
      sending = false;
      pause = Math.min(pause * 2, 15000);
      say("Связи нет: ответ хранится на этом устройстве и уйдёт сам.", true);
      setTimeout(send, pause);
    }
  };

  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (pressed) return;
    const unsure = event.submitter?.name === "unsure";
    const value = unsure ? null : read();
    if (value === null && !unsure) {
      ask.textContent = "Выберите ответ или нажмите «Не знаю».";
      return;
    }
    keep({ item: task.dataset.task, press: form.querySelector("[name=press]").value, value, unsure, at: Date.now() });
    ask.textContent = "";
    lock();
    say("Сохраняю…", false);
    send();
  });
  addEventListener("online", () => { pause = 1000; send(); });

  /* A number that is taken changes places with the one that is given up. */
  const letters = [...root.querySelectorAll("[data-letter]")];
  letters.forEach((changed) => changed.addEventListener("change", () => {
    const used = new Set(letters.map((one) => one.value));
    const free = letters.map((_, index) => String(index + 1)).find((number) => !used.has(number)) ?? "";
    letters.filter((one) => one !== changed && one.value && one.value === changed.value).forEach((one) => (one.value = free));
  }));

  const clock = document.querySelector("[data-clock]");
  if (clock && form) {
    const left = Number(root.dataset.left);
    const since = performance.now();
    setInterval(() => {
      const rest = Math.max(0, Math.round(left - (performance.now() - since) / 1000));
      const minutes = Math.floor(rest / 60);
      clock.textContent = rest >= 300 ? `${minutes} мин` : `${minutes}:${String(rest % 60).padStart(2, "0")}`;
      clock.classList.toggle("take-waiting", rest < 60);
      if (rest === 0 && !pressed) location.reload();
    }, 1000);
  }

  /* What was pressed before the page was closed goes first, also when the time is over: it may have been pressed in it. */
  let before = null;
  try {
    before = JSON.parse(localStorage.getItem(store));
  } catch { /* nothing was kept */ }
  if (before) {
    pressed = before;
    lock();
    say("Сохраняю ответ, который не успел уйти…", false);
    send();
  } else {
    say(place, false);
    task?.focus({ preventScroll: true });
  }
})();
