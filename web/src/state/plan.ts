/** The plan of a session: asked of the server; without it, worked out from the server's own table of what each answer takes away. */
import { signal, type Signal } from "@preact/signals";
import type { Session, SessionRequest, Table } from "../api/types";
import { ApiError, getJson, postJson, type Answer } from "../api/get";
import { withLang } from "./words";
import { planFrom } from "./table";
import { alsoKept } from "./keep";

export const TABLE = "/api/guide/table";
alsoKept.push(async (language) => [withLang(TABLE, language)]);

export const keyOfPlan = (request: SessionRequest, language: string): string => `${language} ${JSON.stringify(request)}`;

const plans = new Map<string, Signal<Answer<Session>>>();

async function planned(request: SessionRequest, language: string): Promise<Session> {
  try {
    return await postJson<Session>(withLang("/api/guide/session", language), request);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "offline") throw error;
    return planFrom(await getJson<Table>(withLang(TABLE, language)), request);
  }
}

/** The plan for these answers in a language, asked once. */
export function planOf(request: SessionRequest, language: string): Signal<Answer<Session>> {
  const key = keyOfPlan(request, language);
  const known = plans.get(key);
  if (known && !known.peek().error) return known;
  const plan = known ?? signal<Answer<Session>>({ loading: true });
  plans.set(key, plan);
  planned(request, language).then(
    (data) => (plan.value = { data, loading: false }),
    (error: unknown) => (plan.value = { error: error instanceof ApiError ? error : new ApiError("no_answer", String(error), 0), loading: false }),
  );
  return plan;
}
