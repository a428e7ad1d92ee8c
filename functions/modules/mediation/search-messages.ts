import { sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { MessageFound, MessagesFound, SearchMessages } from "../../../shared/mediation/search.ts";
import { wordsQuery } from "../../../shared/mediation/search-text.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { permit } from "../../platform/mutate.ts";
import { done, type Result } from "../../platform/refusal.ts";
import { nameOf } from "../access/index.ts";
import { asUser, caseActor, visibleCases } from "./case-access.ts";
import { caseEntry, caseFile, cases } from "./tables.ts";

const shown = 8;
/** Around what was found in an excerpt; no text has them, since they are taken out of every mail. */
const marks = { start: "\u0002", stop: "\u0003" };

/**
 * Messages, notes and file names that carry every word, its French forms included, within the cases the person may
 * see; the last word may be unfinished. Nothing is syntax: signs are spaces (mail.md §8). At most eight, newest first.
 */
export const searchMessages = async (ctx: Ctx, input: SearchMessages): Promise<Result<MessagesFound>> => {
  asUser(ctx);
  const actor = caseActor(ctx.actor, input.organisation);
  permit(may(actor, "case.list"));
  const words = wordsQuery(input.q);
  if (words === "") return done({ messages: [], more: false });
  const found = sql`guichet.find_entries(${input.organisation}, ${words}, ${shown + 1}) hit`;
  const rows = await ctx.db
    .select({
      entryId: sql<string | null>`hit.entry_id`,
      fileName: caseFile.name,
      caseId: cases.id,
      year: cases.year,
      seq: cases.seq,
      subject: cases.subject,
      at: sql<string>`hit.at`,
      author: nameOf(caseEntry.authorUserId),
      label: caseEntry.authorLabel,
      excerpt: sql<string>`ts_headline('guichet.french', coalesce(${caseFile.name}, left(${caseEntry.text}, 200000), ''),
        to_tsquery('guichet.french', ${words}),
        ${`StartSel=${marks.start}, StopSel=${marks.stop}, MaxWords=24, MinWords=12, MaxFragments=1`})`,
    })
    .from(found)
    .innerJoin(cases, sql`${cases.id} = hit.case_id`)
    .leftJoin(caseEntry, sql`${caseEntry.id} = hit.entry_id`)
    .leftJoin(caseFile, sql`${caseFile.id} = hit.file_id`)
    .where(visibleCases(actor, input.organisation))
    .orderBy(sql`hit.at desc`)
    .limit(shown + 1);
  return done({
    messages: rows.slice(0, shown).map(
      (row): MessageFound => ({
        entryId: row.entryId,
        fileName: row.fileName,
        caseId: row.caseId,
        caseNumber: caseNumber(row.year, row.seq),
        caseSubject: row.subject,
        at: new Date(row.at).toISOString(),
        author: row.author ?? row.label,
        excerpt: inParts(row.excerpt),
      }),
    ),
    more: rows.length > shown,
  });
};

const inParts = (excerpt: string): MessageFound["excerpt"] =>
  excerpt
    .split(marks.start)
    .flatMap((piece, index) => {
      const [found = "", after] = piece.split(marks.stop);
      if (index === 0 || after === undefined) return [{ text: piece, found: false }];
      return [
        { text: found, found: true },
        { text: after, found: false },
      ];
    })
    .filter(({ text }) => text !== "");
