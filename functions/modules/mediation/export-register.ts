import { quarantineStates } from "../../../shared/mail/quarantine.ts";
import { quarantineCauses } from "../../../shared/mail/schema.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { HeldRegister, HeldRegisterFile } from "../../../shared/mediation/quarantine.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { heldRegister } from "../mail/index.ts";
import { asUser, caseActor, service } from "./case-access.ts";
import { seesOnlyCaseless } from "./list-quarantine.ts";

/** A function's answer ends at 6 MB (Lambda quotas): a line is about 120 bytes, a third more in base64. */
const mostLines = 20_000;
const titles = [
  "Reçu",
  "Cause",
  "État",
  "Décidé par",
  "Décidé le",
  "Domaine de l’expéditeur",
  "Taille (octets)",
];

/**
 * The register of held mails as a file for a spreadsheet, oldest first: what came, why it was held and who decided,
 * nothing of what it said (mail.md §8). Dates are in the organisation's zone. Cells never run as formulas. Being taken
 * out is in the journal.
 */
export const exportRegister = (ctx: Ctx, asked: HeldRegister): Promise<Result<HeldRegisterFile>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const organisationId = asked.organisation;
    const actor = caseActor(ctx.actor, organisationId);
    const permission = permit(may(actor, "quarantine.list"));
    const { timeZone } = await organisationById(tx, organisationId);
    const lines = await heldRegister(
      tx,
      {
        organisationId,
        service,
        withoutTarget: seesOnlyCaseless(actor),
        received: { from: asked.from, to: asked.to, timeZone },
      },
      mostLines,
    );
    const at = new Intl.DateTimeFormat("fr-FR", { timeZone, dateStyle: "short", timeStyle: "short" });
    const rows = lines.map((line) => [
      at.format(line.receivedAt),
      label(quarantineCauses, line.cause),
      label(quarantineStates, line.state),
      line.decidedBy ?? "",
      line.decidedAt ? at.format(line.decidedAt) : "",
      line.senderDomain ?? "",
      line.size,
    ]);
    const name = `courriels-retenus-${dayIn(timeZone, ctx.now())}`;
    return {
      result:
        asked.format === "csv"
          ? { fileName: `${name}.csv`, type: "text/csv", base64: await asCsv(rows) }
          : {
              fileName: `${name}.xlsx`,
              type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
              base64: await asXlsx(rows),
            },
      permission,
      audit: {
        action: "quarantine.export",
        organisationId,
        target: { kind: "organisation", id: organisationId },
        after: { lines: lines.length },
      },
      events: [],
    };
  });

type Row = ReadonlyArray<string | number | null>;

const label = (words: Readonly<Record<string, string | { label: string }>>, code: string): string => {
  const found = words[code];
  return typeof found === "string" ? found : (found?.label ?? code);
};

const asCsv = async (rows: readonly Row[]): Promise<string> => {
  const { stringify } = await import("csv-stringify/sync");
  const text = stringify([titles, ...rows], {
    bom: true,
    delimiter: ";",
    escape_formulas: true,
    record_delimiter: "windows",
  });
  return Buffer.from(text).toString("base64");
};

const asXlsx = async (rows: readonly Row[]): Promise<string> => {
  const { default: writeXlsxFile } = await import("write-excel-file/node");
  const file = writeXlsxFile(
    [
      titles.map((value) => ({ value, fontWeight: "bold" as const })),
      // Text cells are stored as text: what begins with « = » is never a formula.
      ...rows.map((row) =>
        row.map((value) =>
          typeof value === "number" ? { value, type: Number } : { value: value ?? "", type: String },
        ),
      ),
    ],
    {
      columns: [
        { width: 18 },
        { width: 34 },
        { width: 20 },
        { width: 24 },
        { width: 18 },
        { width: 30 },
        { width: 16 },
      ],
    },
  );
  return (await file.toBuffer()).toString("base64");
};
