/* A photo goes over a bad line: a large one is made smaller here, what stays too large is said before a byte is sent;
   a lost line keeps the form as it is, and the second press is the same press for the server. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-evidence]");
  if (!form) return;
  const most = Number(form.dataset.evidence);
  const input = form.querySelector("input[type=file]");
  const said = form.querySelector("[data-said]");
  const megabytes = (size) => `${Math.max(1, Math.round(size / 1048576))} МБ`;
  const say = (text, waiting = false) => {
    said.textContent = text;
    said.className = waiting ? "notice notice-sun" : "note";
  };
  const smaller = async (file) => {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, 2400 / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  };
  let ready = Promise.resolve();
  const look = async () => {
    const file = input.files[0];
    if (!file) return say("");
    if (/^image\//.test(file.type) && file.size > 1500000) {
      say("Уменьшаю фото, чтобы оно прошло по любой связи…");
      try {
        const small = await smaller(file);
        const box = new DataTransfer();
        box.items.add(small);
        input.files = box.files;
      } catch { /* an unknown kind of picture goes as it is, if it fits */ }
    }
    const now = input.files[0];
    if (now.size > most) {
      input.value = "";
      say(`Файл весит ${megabytes(now.size)}, а принимаем до ${megabytes(most)}. Сожмите видео или приложите ссылку на него: она ниже.`, true);
    } else {
      say(`Выбрано: ${now.name}, ${megabytes(now.size)}.`);
    }
  };
  input.addEventListener("change", () => { ready = look(); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    await ready;
    say("Отправляю…");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      if (answer.status === 413) say("Файл слишком большой. Сожмите его или приложите ссылку.", true);
      else if (!answer.ok) throw new Error(String(answer.status));
      else location.assign(answer.url);
    } catch {
      say("Связь пропала, ничего не потеряно: файл и слова на месте. Нажмите ещё раз, когда она появится, дважды не запишется.", true);
    }
    delete form.dataset.busy;
  });
})();
