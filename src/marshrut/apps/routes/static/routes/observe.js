/* A sheet of observation on a phone without a line: what is written is kept on the device until the server has it, once.
   The page itself is kept by its worker. Without this script it is a plain form. */
(() => {
  "use strict";
  const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
  const root = document.querySelector("[data-outbox]");
  if (!root) return;
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope }).catch(() => {});
  const said = root.querySelector("[data-said]");
  const owner = root.dataset.outbox;
  const store = `observe:${owner}`;
  const form = root.querySelector("form[data-sheet]");
  const draft = form && `observe-draft:${owner}:${form.dataset.sheet}`;
  let queue = [];
  let sending = false;
  let pause = 2000;
  const read = (key, other) => {
    try { return JSON.parse(localStorage.getItem(key)) ?? other; } catch { return other; }
  };
  const keep = (key, value) => {
    try {
      if (value && (!Array.isArray(value) || value.length)) localStorage.setItem(key, JSON.stringify(value));
      else localStorage.removeItem(key);
      return true;
    } catch { return false; }
  };
  queue = read(store, []);
  const say = (text, waiting = false) => {
    said.textContent = text;
    said.classList.toggle("outbox-waiting", waiting);
  };
  const show = (words = "") => {
    if (words) say(words, queue.length > 0);
    else if (queue.length) say(`На этом устройстве ждут отправки: ${queue.length}. Уйдут сами, когда появится связь.`, true);
    else say("Всё отправлено.");
  };

  const send = async () => {
    if (sending || !queue.length) return;
    sending = true;
    const one = queue[0];
    let next = 0;
    try {
      const token = document.cookie.match(/(?:^|; )marshrut_form=([^;]+)/)?.[1] ?? root.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
      const answer = await fetch(one.to, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify(one.sheet),
        signal: AbortSignal.timeout(20000),
        redirect: "error",
      });
      if (answer.status === 401 || answer.status === 403) {
        show("Вход закончился. Листы хранятся на этом устройстве: войдите снова и откройте эту страницу, они уйдут сами.");
      } else if (answer.status === 404) {
        show("Этот лист был начат под другим именем. Войдите под своим, и он уйдёт.");
      } else if (answer.status === 400 || answer.status === 422) {
        const no = await answer.json().catch(() => ({}));
        queue = queue.filter((other) => other !== one);
        keep(store, queue);
        keep(`observe-refused:${owner}`, one);
        show(no.refused || "Лист не принят.");
        next = 1;
      } else if (!answer.ok) {
        throw new Error(String(answer.status));
      } else {
        queue = read(store, queue).filter((other) => other.sheet.key !== one.sheet.key);
        keep(store, queue);
        pause = 2000;
        next = 1;
        show();
      }
    } catch {
      show();
      pause = Math.min(pause * 2, 60000);
      setTimeout(send, pause);
    }
    sending = false;
    if (next) send();
  };

  const sheet = () => {
    const data = new FormData(form);
    const marks = {};
    for (const [name, value] of data) if (name.startsWith("mark_") && value !== "") marks[name.slice(5)] = Number(value);
    return { key: form.querySelector("[name=client_key]").value, at: Date.now(), moment: data.get("moment"), on: data.get("on"), lesson: data.get("lesson") ?? "", note: data.get("note") ?? "", marks };
  };
  if (form) {
    const fill = (kept) => {
      for (const [name, value] of Object.entries({ ...kept, ...Object.fromEntries(Object.entries(kept.marks).map(([code, mark]) => [`mark_${code}`, mark])) })) {
        form.querySelectorAll(`[name="${CSS.escape(name)}"]`).forEach((field) => {
          if (field.type === "radio") field.checked = field.value === String(value);
          else if (name !== "client_key") field.value = value;
        });
      }
    };
    /* A key is made on the device for each writing: the page may be opened from the cache many times. */
    const kept = read(draft, null);
    form.querySelector("[name=client_key]").value = kept?.key ?? uuid();
    if (kept) fill(kept);
    let typing;
    form.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => keep(draft, sheet()), 300);
    });
    form.addEventListener("submit", (event) => {
      const made = sheet();
      if (!Object.keys(made.marks).length || !made.on) return; // the server says in words what is missing
      const full = [...queue, { to: form.action, sheet: made }];
      if (!keep(store, full)) return; // a private window keeps nothing: then the line alone must hold
      event.preventDefault();
      event.stopPropagation();
      queue = full;
      clearTimeout(typing);
      keep(draft, null);
      form.reset();
      form.querySelector("[name=client_key]").value = uuid();
      show("Лист записан на этом устройстве. Отправляю…");
      root.querySelector("[data-after]").hidden = false;
      send();
    });
  }
  addEventListener("online", () => { pause = 2000; send(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  show();
  send();
})();
