import { addDays } from "../../../shared/mediation/rules.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { pagesOf } from "../access/index.ts";
import { daily } from "./daily-work.ts";

/** Days after the end of a closing during which the page is written anew: a schedule may have been late. */
const lateDays = 3;

/**
 * At five past midnight of each organisation: a form that was closed until yesterday is open again, and its published
 * page, which says until when it was closed, is written anew. Every other change of that page publishes it at once.
 */
export const reopenForms = daily("forms", { hour: 0, minute: 5 }, async (ctx, organisation, today) => {
  const until = organisation.settings.mediation?.formClosed?.until;
  if (!until || until >= today || until < addDays(today, -lateDays)) return;
  const asked = await mutate(ctx, async () => ({
    result: null,
    permission: permit(true),
    audit: [],
    events: [pagesOf(organisation.id)],
  }));
  if (!asked.ok) throw new Error(`the pages were refused: ${asked.refusal.reason}`);
});
