/* Keeps the pages of observing on the device: fresh over a line, the kept one without it. Nothing else of the product. */
"use strict";
const NAME = "observing-1";
const page = (url) => url.pathname.startsWith(new URL(self.registration.scope).pathname) && !url.pathname.endsWith(".js");
const part = (url) => url.pathname.startsWith("/static/");
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("observing-") && name !== NAME) await caches.delete(name);
    await self.clients.claim();
  })());
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !(page(url) || part(url))) return;
  event.respondWith((async () => {
    const kept = await caches.open(NAME);
    try {
      const fresh = await fetch(event.request);
      /* Signed out, or somebody else: what was kept of a person's lesson goes. */
      if (page(url) && (fresh.redirected || fresh.status === 401 || fresh.status === 403 || fresh.status === 404)) await kept.delete(event.request);
      else if (fresh.ok) await kept.put(event.request, fresh.clone());
      return fresh;
    } catch (lost) {
      const found = await kept.match(event.request, { ignoreSearch: part(url) });
      if (found) return found;
      throw lost;
    }
  })());
});
