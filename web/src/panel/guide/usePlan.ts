/** The plan of a draft for a screen: the one that was kept where the answers are the same, else asked anew. */
import { useEffect } from "preact/hooks";
import type { Answer } from "../../api/get";
import type { ComplaintCard, Gate, Session } from "../../api/types";
import { useAnswer } from "../../state/words";
import { keyOfPlan, planOf } from "../../state/plan";
import { lang } from "../../state/prefs";
import { change, draftOf, requestOf } from "../../state/session";

export interface Planned {
  answer: Answer<Session>;
  /** the part whose questions are not all answered, where there is one */
  open: "signs" | "questions" | null;
}

/** The answers in a plan's key, without its language. */
const asked = (key: string | undefined): string => key?.slice(key.indexOf(" ") + 1) ?? "";

export function usePlan(id: string): Planned {
  const card = useAnswer<ComplaintCard>(`/api/guide/complaints/${encodeURIComponent(id)}`);
  const gate = useAnswer<Gate>("/api/guide/questions");
  const draft = draftOf(id);
  const request = card.data && gate.data ? requestOf(draft, card.data, gate.data) : null;
  const key = request ? keyOfPlan(request, lang.value) : "";
  let answer: Answer<Session> = { loading: true };
  if (request && draft.plan?.key === key) answer = { data: draft.plan.session, loading: false };
  else if (request) answer = planOf(request, lang.value).value;
  useEffect(() => {
    if (!answer.data || !key || draft.plan?.key === key) return;
    const isOther = asked(draft.plan?.key) !== asked(key);
    change(id, { plan: { key, session: answer.data }, ...(isOther ? { done: [], timer: null } : {}) });
  }, [answer.data, key]);
  if (card.error ?? gate.error) return { answer: { error: (card.error ?? gate.error)!, loading: false }, open: null };
  if (!card.data || !gate.data) return { answer: { loading: true }, open: null };
  if (!request) return { answer: { loading: false }, open: card.data.red_flags.every((flag) => flag.id in draft.flags) ? "questions" : "signs" };
  if (answer.loading && draft.plan && asked(draft.plan.key) === asked(key)) return { answer: { data: draft.plan.session, loading: true }, open: null };
  return { answer, open: null };
}
