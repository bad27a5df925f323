/** Complaints as chips on the first screen; each leads to its guided session. */
import type { ComplaintRow } from "../api/types";
import { useAnswer } from "../state/words";
import { t } from "../i18n";
import { href } from "../state/route";
import { hasScreen } from "../state/screens";
import { Section } from "./parts";

export function ComplaintChips() {
  const rows = useAnswer<ComplaintRow[]>("/api/guide/complaints").data;
  if (!rows?.length || !hasScreen("/complaint/some")) return null;
  return (
    <Section title={t("home.complaints")}>
      <ul class="chips">
        {rows.map((row) => (
          <li key={row.id}>
            <a class="chip" href={href(`/complaint/${row.id}`)}>{row.name}</a>
          </li>
        ))}
      </ul>
    </Section>
  );
}
