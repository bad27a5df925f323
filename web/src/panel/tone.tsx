/** A word with a meridian's colour beside it, where it has one; the colour is set from script, for the page allows no inline style. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

export function Tone({ tone, class: name, children }: { tone: string | null; class: string; children?: ComponentChildren }) {
  const span = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => span.current?.style.setProperty("--tone", tone), [tone]);
  return <span ref={span} class={name}>{children}</span>;
}
