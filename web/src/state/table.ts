/**
 * A session without the server: the server's own table of what each answer takes away, applied row by row.
 *
 * This is tongren/guidance/session.py once more, without a fact of its own: every line, side, tool and second comes out of the rows that the
 * server works with too (tongren/guidance/table.py).  tests/web/test_table.py compares both for every complaint, answer, place and tool, and for
 * random sets of them.
 */
import type { BodySide, Dropped, Line, Reach, Session, SessionRequest, SessionStep, Table, TableAnswer, TablePoint, TableTool } from "../api/types";

const BOTH = "M";
const SIDES = ["L", "R"] as const;

interface Given {
  row: TableAnswer;
  places: string[];
}

interface Room {
  table: Table;
  given: Given[];
  tools: Set<string>;
  alone: boolean;
}

/** Fill a place of a line's text. */
const filled = (line: Line, place: string, value: string): Line => ({ ...line, text: line.text.replaceAll(`{${place}}`, () => value) });

/** Put rows behind a line's own first row. */
const behind = (line: Line, rows: string[]): Line => ({ ...line, rows: [line.rows[0] as string, ...rows, ...line.rows.slice(1)] });

/** Answers as rows of the table in its order; one given both bare and with a place counts as bare: wherever it can be. */
function givenOf(table: Table, answers: string[]): Given[] {
  return table.answers.flatMap((row) => {
    const mine = answers.filter((text) => text.split("@")[0] === row.id);
    if (!mine.length) return [];
    const places = mine.includes(row.id) ? [] : [...new Set(mine.map((text) => text.slice(row.id.length + 1)))];
    return [{ row, places }];
  });
}

/** Why places that an answer names take away a side, or all, of a point. */
function byPlace(table: Table, point: TablePoint, { row, places }: Given): Partial<Record<BodySide, Line[]>> {
  const here = (places.length ? places : row.places).filter((place) => point.places.includes(place));
  const lines = row.asks && !places.length ? row.everywhere : row.at_place;
  const out: Partial<Record<BodySide, Line[]>> = {};
  const sideOf = (place: string): BodySide => (point.median ? BOTH : table.places[place]!.side);
  for (const side of new Set(here.map(sideOf))) {
    const names = here.filter((place) => sideOf(place) === side).map((place) => table.places[place]!.name);
    out[side] = lines.map((line) => filled(line, "place", names.join(", ")));
  }
  return out;
}

function distinct(lines: Line[]): Line[] {
  return [...new Map(lines.map((line) => [JSON.stringify(line), line])).values()];
}

/** Why a point is not offered, by side; M: the whole point. */
function forbidden(room: Room, point: TablePoint): Partial<Record<BodySide, Line[]>> {
  const out: Partial<Record<BodySide, Line[]>> = {};
  const add = (side: BodySide, lines: Line[] | undefined): void => {
    if (lines) out[side] = [...(out[side] ?? []), ...lines];
  };
  if (point.never.length) add(BOTH, point.never);
  for (const given of room.given) {
    add(BOTH, point.forbidden[given.row.id]);
    for (const [side, lines] of Object.entries(byPlace(room.table, point, given))) add(side as BodySide, lines);
  }
  if (out.L && out.R) {
    add(BOTH, distinct([...out.L, ...out.R]));
    delete out.L;
    delete out.R;
  }
  return out;
}

/** How a point is reached and with what, the best first; or why it is not. */
function reached(room: Room, point: TablePoint): { reach: Reach; tools: string[] } | Line {
  const { table } = room;
  if (!point.fit) return behind(table.by_none, [`points:${point.code}`]);
  const isThing = (id: string): boolean => !table.tools.find((tool) => tool.named.id === id)!.body;
  const usable = point.fit.tools.filter((tool) => room.tools.has(tool));
  const things = usable.filter(isThing);
  if (point.reach.by === "person" && room.alone) return behind(table.needs_person, [`points:${point.code}`]);
  if (point.reach.by === "tool" && room.alone && !things.length) return point.needs_tool;
  if (!usable.length) return behind(table.no_tool_left, [`points:${point.code}`]);
  if (point.reach.by === "tool" && things.length) return { reach: point.reach, tools: things };
  return { reach: point.reach.by === "hand" ? point.reach : table.helped, tools: usable };
}

function stepOf(room: Room, point: TablePoint, reason: Line, n: number, sides: BodySide[]): SessionStep | Line {
  const { table } = room;
  const found = reached(room, point);
  if ("text" in found) return found;
  const fit = point.fit!;
  const [tool, ...others] = found.tools.map((id) => table.tools.find((row) => row.named.id === id)!) as [TableTool, ...TableTool[]];
  const technique = table.techniques[tool.technique || fit.technique]!;
  const pressure = table.pressures[room.given.some(({ row }) => row.light) ? table.light_pressure : fit.pressure]!;
  const where: BodySide[] = point.median ? [BOTH] : sides;
  const text = [found.reach.posture.text, found.reach.text, tool.said, technique.said, pressure.said, point.long[where.join("")]!].join(table.joiner);
  return {
    n, code: point.code, name: point.name, characters: point.characters, sides: where, where: point.where, reasons: [reason], reach: found.reach,
    technique: technique.named, tool: tool.named, other_tools: others.map((row) => row.named), pressure: pressure.named, seconds: fit.seconds, text, lines: [],
  };
}

function points(room: Room, complaint: string): { steps: SessionStep[]; dropped: Dropped[] } {
  const [steps, dropped]: [SessionStep[], Dropped[]] = [[], []];
  for (const { code, reason } of room.table.complaints[complaint]!.points) {
    const point = room.table.points[code]!;
    const why = forbidden(room, point);
    const lost = (side: "" | "L" | "R", reasons: Line[]): Dropped => ({ kind: side ? "side" : "point", id: code, name: `${code} ${point.name}`, side, reasons });
    const made = why.M ?? stepOf(room, point, reason, steps.length + 1, SIDES.filter((side) => !why[side]));
    if (Array.isArray(made)) dropped.push(lost("", made));
    else if (!("code" in made)) dropped.push(lost("", [made]));
    else {
      for (const side of SIDES) if (why[side]) dropped.push(lost(side, why[side]));
      steps.push(made);
    }
  }
  return { steps, dropped };
}

/** Tools that the answers take away and that would have been used, and tools at hand that no session uses. */
function toolsLost(room: Room, request: SessionRequest, gone: Map<string, Line[]>): Dropped[] {
  const { table } = room;
  const suits = (id: string): boolean => table.complaints[request.complaint]!.points.some(({ code }) => table.points[code]!.fit?.tools.includes(id));
  const dropped = (tool: TableTool, reasons: Line[]): Dropped => ({ kind: "tool", id: tool.named.id, name: tool.named.name, side: "", reasons });
  const atHand = (tool: TableTool): boolean => tool.body || request.tools.includes(tool.named.id);
  const lost = table.tools.filter((tool) => gone.has(tool.named.id) && atHand(tool) && (request.tools.includes(tool.named.id) || suits(tool.named.id)));
  const unused = table.tools.filter((tool) => room.tools.has(tool.named.id) && !tool.is_suited);
  return [...lost.map((tool) => dropped(tool, gone.get(tool.named.id)!)), ...unused.map((tool) => dropped(tool, [behind(table.tool_not_used, [`tools:${tool.named.id}`])]))];
}

function cautions(table: Table, given: Given[]): Line[] {
  const light = given.filter(({ row }) => row.light).map(({ row }) => row);
  const only = light.length ? [behind(filled(table.light_only, "names", light.map((row) => row.name).join(", ")), light.map((row) => `gate:${row.id}`))] : [];
  return [...only, ...given.flatMap(({ row }) => row.cautions)];
}

/** Whether everything that was answered stands in the table. */
function isKnown(table: Table, request: SessionRequest): boolean {
  const answers = new Set(table.answers.flatMap((row) => [row.id, ...(row.asks ? row.places.map((place) => `${row.id}@${place}`) : [])]));
  const signs = new Set(table.complaints[request.complaint]?.flags.map((flag) => flag.id));
  const tools = new Set(table.tools.map((tool) => tool.named.id));
  return request.answers.every((id) => answers.has(id)) && request.red_flags.every((id) => signs.has(id)) && request.tools.every((id) => tools.has(id));
}

/** The session of a complaint from the table.  Throws where the table has no such complaint, sign, answer, place or tool: doubt gives no session. */
export function planFrom(table: Table, request: SessionRequest): Session {
  const about = table.complaints[request.complaint];
  if (!about || !request.all_answered || !isKnown(table, request)) throw new Error("not in the table");
  const given = givenOf(table, request.answers);
  const stop = [...about.flags.filter((flag) => request.red_flags.includes(flag.id)).map((flag) => flag.line), ...given.flatMap(({ row }) => row.stop)];
  const same = { complaint: about.complaint, language: table.language, pace: table.pace, rating: table.rating, foot: table.foot };
  if (stop.length) return { ...same, stop: [table.stop_head, ...stop], head: table.head, cautions: [], steps: [], dropped: [], seconds: 0, evidence: [] };
  const gone = new Map<string, Line[]>();
  for (const { named } of table.tools) {
    const why = given.flatMap(({ row }) => row.tools[named.id] ?? []);
    if (why.length) gone.set(named.id, why);
  }
  const atHand = table.tools.filter((tool) => tool.body || request.tools.includes(tool.named.id)).map((tool) => tool.named.id);
  const room: Room = { table, given, tools: new Set(atHand.filter((id) => !gone.has(id))), alone: request.alone };
  const { steps, dropped } = points(room, request.complaint);
  const head = steps.length ? table.head : [...table.head, table.nothing_left];
  const seconds = steps.reduce((sum, step) => sum + step.seconds * step.sides.length, 0);
  return { ...same, stop: [], head, cautions: cautions(table, given), steps, dropped: [...dropped, ...toolsLost(room, request, gone)], seconds, evidence: about.evidence };
}
