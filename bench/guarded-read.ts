import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { functionsFolder } from "../infra/build.ts";
import type { Engines, Seeded } from "./engines.ts";
import { type Effort, type Figure, figure, median } from "./figure.ts";
import { inProcess } from "./in-process.ts";
import type { ReadLoop, ReadTimes } from "./read-loop.ts";
import { casePath, getEvent } from "./requests.ts";

export const apiBundle = pathToFileURL(join(functionsFolder, "api/index.mjs")).href;

/** Everything the page of a case shows, as plain SQL: what the handler reads, without who asks and without rights. */
const pageOf = (caseId: string) =>
  [
    "select c.*, u.first_name || ' ' || u.last_name as assignee from cases c left join user_account u on u.id = c.assignee_id where c.id = $1",
    "select * from party where case_id = $1 order by id",
    "select * from participant where case_id = $1 order by id",
    "select e.*, u.first_name || ' ' || u.last_name as author from case_entry e left join user_account u on u.id = e.author_user_id where e.case_id = $1 order by e.occurred_at, e.id",
    "select f.*, s.size, s.type, s.scan from case_file f left join stored_file s on s.id = f.stored_file_id where f.case_id = $1 order by f.position, f.id",
    "select r.* from outgoing_recipient r join outgoing_message m on m.id = r.outgoing_message_id where m.target_id = $1",
    "select * from quarantine where case_id = $1 and state = 'waiting'",
  ].map((statement) => ({ statement, values: [caseId] }));

/** A mediator reads one case through the API's handler, over raw postgres.js reading the same, one at a time. */
export const guardedRead = async (engines: Engines, seeded: Seeded, { quick }: Effort): Promise<Figure> => {
  const loop: ReadLoop = {
    bundle: apiBundle,
    events: [{ name: "guarded", event: getEvent(casePath(seeded), seeded) }],
    raw: [
      { name: "page", url: seeded.adminUrl, together: pageOf(seeded.caseId) },
      {
        name: "row",
        url: seeded.adminUrl,
        together: [{ statement: "select * from cases where id = $1", values: [seeded.caseId] }],
      },
    ],
    rounds: quick ? 9 : 25,
    each: 100,
  };
  const times = await inProcess<ReadTimes>("read-loop.ts", loop, engines.environment("api", seeded.name));
  const of = (name: string) => median(times[name] ?? []);
  return figure({
    name: "guarded case read through the handler / the same by raw postgres.js",
    value: of("guarded") / of("page"),
    unit: "ratio",
    must: 2.2,
    note: `${of("guarded").toFixed(2)} ms over ${of("page").toFixed(2)} ms; the case's own row alone: ${of("row").toFixed(2)} ms`,
  });
};
