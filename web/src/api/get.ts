/** Ask the server: one cache of answers by path, one shape of error. */
import { signal, type Signal } from "@preact/signals";
import { heard, whenBack } from "./online";
import type { Failed } from "./types";

export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export interface Answer<T> {
  data?: T;
  error?: ApiError;
  loading: boolean;
}

async function errorOf(response: Response): Promise<ApiError> {
  try {
    const { error } = (await response.json()) as Failed;
    return new ApiError(error.code, error.message, response.status);
  } catch {
    return new ApiError("no_answer", response.statusText, response.status);
  }
}

/** Fetch a path; throws ApiError, with code "offline" when nothing answered at all. */
export async function ask(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
    heard(null);
    throw new ApiError("offline", "", 0);
  }
  heard(response);
  if (!response.ok) throw await errorOf(response);
  return response;
}

export async function getJson<T>(path: string, init?: RequestInit): Promise<T> {
  return (await ask(path, init)).json() as Promise<T>;
}

export async function postJson<T>(path: string, body: unknown): Promise<T> {
  const headers = { "content-type": "application/json" };
  return (await ask(path, { method: "POST", headers, body: JSON.stringify(body) })).json() as Promise<T>;
}

const answers = new Map<string, Signal<Answer<unknown>>>();

async function load(path: string, into: Signal<Answer<unknown>>): Promise<void> {
  try {
    into.value = { data: await getJson(path), loading: false };
  } catch (error) {
    const told = error instanceof ApiError ? error : new ApiError("no_answer", String(error), 0);
    into.value = { error: told, loading: false };
  }
}

/** The answer to a GET as a signal: asked once, kept; asked again after an error when someone looks anew. */
export function answer<T>(path: string): Signal<Answer<T>> {
  let kept = answers.get(path);
  if (!kept) {
    kept = signal<Answer<unknown>>({ loading: true });
    answers.set(path, kept);
    void load(path, kept);
  }
  return kept as Signal<Answer<T>>;
}

/** Ask failed answers again, once the server is back. */
function retryFailed(): void {
  for (const [path, kept] of answers) {
    if (kept.peek().error) {
      kept.value = { loading: true };
      void load(path, kept);
    }
  }
}

whenBack(retryFailed);
