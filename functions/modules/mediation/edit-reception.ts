import { given } from "../../../shared/mediation/case-blocks.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { localInstant } from "../../../shared/mediation/local-instant.ts";
import { invalid, refuse } from "../../platform/refusal.ts";
import type { Organisation } from "../access/index.ts";
import type { CaseRow } from "./case-access.ts";
import type { Block } from "./edit-block.ts";
import { legalDatesOf, settleDates } from "./edit-dates.ts";

/** `14:32` on the clocks of a place. */
const timeIn = (timeZone: string, at: Date): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, hour: "2-digit", minute: "2-digit" }).format(at);

const fieldsOf = (found: CaseRow, { timeZone }: Pick<Organisation, "timeZone">) => ({
  receivedOn: dayIn(timeZone, found.receivedAt),
  receivedTime: found.receivedPrecision === "DAY" ? null : timeIn(timeZone, found.receivedAt),
  channel: found.channel,
  originator: found.originator,
});

/**
 * When and how the request came. Correcting its day or hour asks for a reason and sends a dated corrected receipt; it is
 * never after the registration, nor after what came of the request (mediation.md §4.5).
 */
export const editReception: Block<"reception"> = {
  journal: "case.reception",
  current: async (_tx, found, organisation) => fieldsOf(found, organisation),
  edit: async (edit) => {
    const { found, organisation, changes, reason } = edit;
    const before = fieldsOf(found, organisation);
    const next = { ...before, ...given(changes) };
    const moved = next.receivedOn !== before.receivedOn || next.receivedTime !== before.receivedTime;
    const receivedAt = moved
      ? localInstant(organisation.timeZone, next.receivedOn, next.receivedTime ?? "00:00")
      : found.receivedAt;
    const receivedPrecision = next.receivedTime === null ? ("DAY" as const) : ("INSTANT" as const);
    const set = {
      receivedAt,
      receivedPrecision: moved ? receivedPrecision : found.receivedPrecision,
      channel: next.channel,
      originator: next.originator,
    };
    if (moved) {
      if (receivedAt.getTime() > found.registeredAt.getTime())
        refuse(
          invalid([
            { path: "receivedOn", message: "La demande n’a pas pu arriver après son enregistrement." },
          ]),
        );
      if (!reason)
        refuse(invalid([{ path: "reason", message: "Dites pourquoi vous corrigez la date de saisine." }]));
    }
    const dates = { ...legalDatesOf(found, organisation), receivedOn: next.receivedOn };
    const events = moved ? await settleDates(edit, dates, { ...found, ...set }) : [];
    return { set, before, after: next, events };
  },
};
