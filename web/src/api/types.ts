/** The shapes of the server's answers, by the names that the page uses; what each holds stands in schema.d.ts, made by `npm run types`. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Line = Schemas["TextLine"];
export type Failed = Schemas["ErrorAnswer"];
export type About = Schemas["About"];

export type BodyInfo = Schemas["BodyAnswer"];
export type BodyKey = BodyInfo["key"];
/** Every place of every point on both sides: arrays of one length; metres, y up; null where there is no answer. */
export type BodyPoints = Schemas["PointsAnswer"];
export type BodySide = BodyPoints["sides"][number];
export type Course = Schemas["CourseAnswer"];
export type Construction = Schemas["ConstructionAnswer"];
export type Step = Schemas["StepAnswer"];
/** A place or a direction. */
export type Triple = Step["points"][number];

export type PointRow = Schemas["PointRow"];
export type PointCard = Schemas["PointCard"];
export type Meridian = Schemas["Meridian"];
export type Found = Schemas["Hit"];
/** All that can be found, for the day without a server. */
export type Entries = Schemas["Entries"];
export type Entry = Schemas["Entry"];

export type ConditionRow = Schemas["ConditionRow"];
export type Evidence = Schemas["EvidenceAnswer"];
export type Citation = Schemas["Citation"];
export type Comparison = Schemas["Comparison"];
export type Grade = Schemas["GradeRow"];
export type Lines = Schemas["LinesAnswer"];

export type ComplaintRow = Schemas["Complaint"];
export type ComplaintCard = Schemas["Card"];
export type Gate = Schemas["Gate"];
export type Question = Schemas["Question"];
export type Tool = Schemas["Tool"];
export type Tools = Schemas["Tools"];
export type Named = Schemas["Named"];
export type Pace = Schemas["Pace"];
export type Reach = Schemas["Reach"];
export type Dropped = Schemas["Dropped"];
/** A session; `stop` is not empty where the answer is to see someone first: then there are no steps. */
export type Session = Schemas["Session"];
export type SessionStep = Schemas["Step"];
/** The page asks for a session when everything is answered, and leaves nothing out. */
export type SessionRequest = { [Field in keyof Schemas["SessionRequest"]]-?: NonNullable<Schemas["SessionRequest"][Field]> };

/** Everything that a session is worked out from without the server. */
export type Table = Schemas["Table"];
export type TableAnswer = Schemas["TableAnswer"];
export type TablePoint = Schemas["TablePoint"];
export type TableTool = Schemas["TableTool"];
