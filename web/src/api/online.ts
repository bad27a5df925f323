/** Whether the server answers: learnt from what requests came to; asked again now and then while it does not. */
import { signal } from "@preact/signals";

/** The header by which the service worker marks what it gives from its store. */
declare const __KEPT_HEADER__: string;

export const online = signal(navigator.onLine);

const back: (() => void)[] = [];

/** Run something whenever the server answers again. */
export function whenBack(run: () => void): void {
  back.push(run);
}

export function heard(response: Response | null): void {
  const isThere = response !== null && !response.headers.has(__KEPT_HEADER__);
  if (isThere === online.peek()) return;
  online.value = isThere;
  if (isThere) for (const run of back) run();
}

async function knock(): Promise<void> {
  try {
    heard(await fetch("/api/about", { cache: "no-store" }));
  } catch {
    heard(null);
  }
}

export function watchConnection(): void {
  addEventListener("offline", () => heard(null));
  addEventListener("online", () => void knock());
  setInterval(() => !online.peek() && void knock(), 5000);
}
