// Every page works without this: it saves waiting, jumps and double presses.
(() => {
  const PLACE = "shop-place";
  const all = (selector, within = document) => within.querySelectorAll(selector);

  // A form is sent once; if the network hangs, it can be sent again.
  const release = () => {
    all("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
    all("[data-sent]").forEach((button) => {
      button.disabled = false;
      delete button.dataset.sent;
    });
  };
  addEventListener("pageshow", release);
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[aria-busy]")) return event.preventDefault();
    form.setAttribute("aria-busy", true);
    if (form.matches("[data-stay]")) keepPlace();
    setTimeout(() => all("button:enabled", form).forEach((button) => {
      button.disabled = button.dataset.sent = true;
    }));
    setTimeout(release, 20000);
  });

  // When the basket changes, the page stays where it was.
  const keepPlace = () => {
    const focus = document.querySelector(":focus-visible")?.id;
    try {
      sessionStorage[PLACE] = JSON.stringify([location.pathname, scrollY, focus]);
    } catch {}
  };
  try {
    const [path, y, focus] = JSON.parse(sessionStorage[PLACE]);
    delete sessionStorage[PLACE];
    if (path === location.pathname) {
      scrollTo(0, y);
      document.getElementById(focus)?.focus({ preventScroll: true });
    }
  } catch {}

  all(".chips [aria-current]").forEach((chip) => {
    const row = chip.closest("ul");
    row.scrollLeft = chip.offsetLeft - (row.clientWidth - chip.offsetWidth) / 2;
  });
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.onclick = () => print();
  });

  // The payment of an order changes by itself.
  const live = document.getElementById("live");
  if (!live) return;
  let timer;
  const countDown = () => {
    clearInterval(timer);
    const [note] = all("[data-wait]", live);
    if (!note) return;
    const end = performance.now() + note.dataset.wait * 1000;
    timer = setInterval(() => {
      const left = Math.ceil((end - performance.now()) / 1000);
      if (left > 0) {
        note.querySelector("[data-left]").textContent = `${Math.floor(left / 60)}:${`${left % 60}`.padStart(2, 0)}`;
      } else {
        clearInterval(timer);
        note.textContent = note.dataset.ready;
        note.closest("form").querySelector("button").disabled = false;
      }
    }, 500);
  };
  const show = (html, version) => {
    if (!html.includes("data-state=")) throw 0;
    if (live.querySelector("[aria-busy]")) return;
    const old = document.getElementById("phone");
    const hadFocus = old && old === document.activeElement;
    live.innerHTML = html;
    live.dataset.version = version;
    document.title = live.querySelector("[data-state]").dataset.title;
    const field = document.getElementById("phone");
    if (field && old && old.value !== old.defaultValue) field.value = old.value;
    if (field && hadFocus) field.focus({ preventScroll: true });
    countDown();
  };
  const ask = async () => {
    const url = `${live.dataset.url}?version=${encodeURIComponent(live.dataset.version)}`;
    const answer = await fetch(url, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout?.(30000) });
    if (answer.status === 200) show(await answer.text(), answer.headers.get("X-Version"));
    else if (answer.status !== 204) throw 0;
  };
  (async () => {
    let failed = 0;
    while (performance.now() < 3600000) {
      let pause;
      try {
        await ask();
        failed = 0;
        const { state, moving } = live.querySelector("[data-state]").dataset;
        if (state === "paid") return;
        pause = moving === "true" ? 100 : 5000;
      } catch {
        pause = [1000, 2000, 5000][Math.min(failed++, 2)];
      }
      await new Promise((done) => {
        setTimeout(done, pause);
        for (const news of ["online", "visibilitychange"]) addEventListener(news, done, { once: true });
      });
    }
  })();
  countDown();
})();
