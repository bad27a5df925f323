/// <reference lib="webworker" />
/**
 * The service worker: keeps the page and what the server said, so that both are there when it is not.
 *
 * The server is asked first, always: what is kept is only for when it does not answer.  A kept answer is marked with a header, by
 * which the page knows that it is offline.
 */
declare const __KEPT_HEADER__: string;

declare const self: ServiceWorkerGlobalScope;

const SHELL = "tongren-shell";
const ANSWERS = "tongren-answers";
const SESSIONS = "tongren-sessions";

/** Addresses whose newest few are enough: bodies are large. */
const BODY = /^\/api\/bodies\/([^/]+)/;
const MOST_BODIES = 4;

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

/** Keep the page: index.html and every file of the build, as BUILD.json lists them. */
async function keepShell(): Promise<void> {
  const cache = await caches.open(SHELL);
  const build = (await (await fetch("/BUILD.json", { cache: "no-store" })).json()) as { gzip_bytes: Record<string, number> };
  const files = Object.keys(build.gzip_bytes).filter((name) => name !== "sw.js" && name !== "index.html");
  await cache.addAll(["/", ...files.map((name) => `/${name}`)]);
  const wanted = new Set(["/", ...files.map((name) => `/${name}`)]);
  for (const request of await cache.keys()) if (!wanted.has(new URL(request.url).pathname)) await cache.delete(request);
}

function marked(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set(__KEPT_HEADER__, "1");
  return new Response(response.body, { status: response.status, headers });
}

/** The edition of the atlas stands in ?v= of some paths; what is kept goes by the path without it. */
function keyOf(request: Request, extra = ""): Request {
  const url = new URL(request.url);
  url.searchParams.delete("v");
  if (extra) url.searchParams.set("_", extra);
  return new Request(url.href);
}

async function tidyBodies(cache: Cache): Promise<void> {
  const keys = await cache.keys();
  const bodies = [...new Set(keys.flatMap((r) => BODY.exec(new URL(r.url).pathname)?.[1] ?? []))];
  const old = new Set(bodies.slice(0, -MOST_BODIES));
  for (const request of keys) {
    const body = BODY.exec(new URL(request.url).pathname)?.[1];
    if (body && old.has(body)) await cache.delete(request);
  }
}

async function fromServerFirst(request: Request, key: Request, store: string): Promise<Response> {
  const cache = await caches.open(store);
  try {
    const response = await fetch(request);
    if (response.ok) {
      await cache.delete(key); // so that the newest stands last
      await cache.put(key, response.clone());
      if (BODY.test(new URL(key.url).pathname)) void tidyBodies(cache);
    }
    return response;
  } catch (error) {
    const kept = await cache.match(key);
    if (kept) return marked(kept);
    throw error;
  }
}

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(SHELL)).match("/");
    if (kept) return kept;
    throw error;
  }
}

async function file(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(new URL(request.url).pathname);
  if (kept && new URL(request.url).pathname.startsWith("/assets/")) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** A session asked with the same answers as before can be given again without the server. */
async function session(request: Request): Promise<Response> {
  const body = await request.clone().text();
  return fromServerFirst(request, keyOf(request, body), SESSIONS);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  const isApi = url.pathname.startsWith("/api/");
  if (isApi && request.method === "POST") event.respondWith(session(request));
  else if (request.method !== "GET") return;
  else if (isApi && url.pathname !== "/api/search") event.respondWith(fromServerFirst(request, keyOf(request), ANSWERS));
  else if (isApi) return;
  else if (request.mode === "navigate") event.respondWith(page(request));
  else event.respondWith(file(request));
});

export {};
