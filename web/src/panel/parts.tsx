/** Small parts that every screen uses: a heading that takes the focus, waiting, failing, a section. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Answer } from "../api/get";
import { t } from "../i18n";
import { moves, path } from "../state/route";

/** The heading of a screen; when the reader came here by a link it takes the focus, so that reading starts with it. */
export function Title({ children, kicker }: { children: ComponentChildren; kicker?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const where = path.value;
  useEffect(() => {
    if (moves.peek() > 0) heading.current?.focus({ preventScroll: true });
  }, [where]);
  useEffect(() => {
    document.title = `${heading.current?.textContent} – Tongren 铜人`;
  });
  return (
    <header class="title">
      {kicker !== undefined && <p class="kicker">{kicker}</p>}
      <h1 ref={heading} tabIndex={-1}>{children}</h1>
    </header>
  );
}

export function Section({ title, children, id }: { title: ComponentChildren; children: ComponentChildren; id?: string }) {
  return (
    <section class="section" {...(id ? { id } : {})}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Show an answer when it is there; say why when it is not. */
export function Shown<T>({ answer, children }: { answer: Answer<T>; children: (data: T) => ComponentChildren }) {
  if (answer.data !== undefined) return <>{children(answer.data)}</>;
  if (answer.error) {
    const text = answer.error.code === "offline" ? t("offline.not_kept") : answer.error.message || t("error.unknown");
    return <p class="note note-error" role="alert">{text}</p>;
  }
  return <p class="waiting" role="status">{t("waiting")}</p>;
}

/** Mark what nobody has compared with its source yet. */
export const Unchecked = () => <span class="unchecked" title={t("unchecked.long")}>{t("unchecked")}</span>;
