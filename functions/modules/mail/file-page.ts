import { sql } from "drizzle-orm";
import { type FileLinkPage, fileLinkRights, type SentFileCode } from "../../../shared/mail/file-links.ts";
import { decide, type Holder } from "../../../shared/platform/rights.ts";
import type { RuleRefusal, Verdict } from "../../../shared/platform/verdict.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { guardedFileLink } from "../../platform/enter.ts";
import { fileLink as linkToObject } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { done, type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import { allowAnotherCode, linkClosed } from "../access/index.ts";

/** The page of one file that a message gave as a link, for whoever holds it (settled.md §3). */

type Holding = Extract<Ctx["actor"], { kind: "recipient" }>;

/** What the database shows of the file behind the open page (`guichet.opened_file`); dates in ISO 8601. */
interface OpenedFile {
  id: string;
  name: string;
  size: number | null;
  type: string | null;
  /** Null when the file was erased. */
  scan: "pending" | "clean" | "threat" | "unsupported" | "failed" | null;
  /** Null until the code was given. */
  key: string | null;
  sender: string;
  organisation: string;
  endsAt: string;
  closesAt: string;
  open: boolean;
  maskedEmail: string;
}

const openedFile = async (on: Queries): Promise<OpenedFile | undefined> => {
  const [row] = await on
    .execute<{ file: OpenedFile | null }>(sql`select guichet.opened_file() as file`)
    .execute();
  return row?.file ?? undefined;
};

const states = {
  clean: "ready",
  pending: "checking",
  unsupported: "unchecked",
  failed: "unchecked",
  threat: "refused",
} as const;
const stateOf = ({ scan }: OpenedFile): FileLinkPage["state"] => (scan === null ? "gone" : states[scan]);

const codeNeeded: RuleRefusal = {
  code: "forbidden",
  reason: "code_needed",
  detail: "Saisissez d’abord le code reçu par e-mail.",
};
const never: RuleRefusal = { code: "forbidden", reason: "link_closed", detail: linkClosed.detail };
/** Whether the holder of an open page may; the page itself is the target, so there is no other to compare with. */
const mayAs = (actor: Ctx["actor"], action: keyof typeof fileLinkRights): Verdict => {
  if (actor.kind !== "recipient") return never;
  const holders = new Set<Holder>(actor.codeVerified ? ["link", "verified_link"] : ["link"]);
  return decide(fileLinkRights[action], holders, () => never, codeNeeded);
};

const asHolder = ({ actor }: Ctx): Holding => (actor.kind === "recipient" ? actor : refuse(linkClosed));

/** What the open page shows: what the file is and who sent it; refused when no page is open on this browser. */
export const fileLinkPage = async (ctx: Ctx): Promise<Result<FileLinkPage>> => {
  const { ctx: known, value: file } = await guardedFileLink(ctx, openedFile);
  const verdict = mayAs(known.actor, "file_link.read");
  if (verdict !== true) return refused(verdict);
  if (!file) return refused(linkClosed);
  const { name, size, sender, organisation, maskedEmail, open } = file;
  return done({
    ...{ name, sender, organisation, maskedEmail, open },
    size: size ?? 0,
    endsAt: new Date(file.endsAt).toISOString(),
    closesAt: new Date(file.closesAt).toISOString(),
    state: stateOf(file),
  });
};

/** Seconds the page asks people to wait before another code. */
const betweenCodes = 60;

/** Has a six-digit code sent to the address the file was sent to; a job makes it. */
export const sendFileCode = (ctx: Ctx): Promise<Result<SentFileCode>> =>
  mutate(ctx, async (tx) => {
    const { secretLinkId, organisationId, targetId } = asHolder(ctx);
    const permission = permit(mayAs(ctx.actor, "file_link.read"));
    const { maskedEmail } = (await openedFile(tx)) ?? refuse(linkClosed);
    await allowAnotherCode(tx, secretLinkId);
    return {
      result: { sentTo: maskedEmail, retryAfterSeconds: betweenCodes },
      permission,
      audit: {
        action: "file_link.code",
        organisationId,
        target: { kind: "secret_link", id: secretLinkId },
        aggregateId: targetId,
      },
      events: [
        {
          queue: "case-letters",
          body: { letter: "file_code", letterId: ctx.newId(), secretLinkId },
          organisationId,
        },
      ],
    };
  });

const notThere = (reason: string, detail: string): Refusal => ({ code: "conflict", reason, detail });
const whyNot = {
  gone: notThere("file_gone", "Ce fichier a été effacé. Demandez-le à nouveau à la personne qui l’a envoyé."),
  refused: notThere("file_refused", "Ce fichier contient un virus\u00a0: il a été supprimé."),
  checking: notThere("file_not_ready", "L’analyse de ce fichier est en cours. Réessayez dans un instant."),
} as const;

/** A link of 60 seconds to the bytes, once the code was given; each download is in the history of the case. */
export const downloadSentFile = async (ctx: Ctx): Promise<Result<{ url: string; expiresAt: string }>> => {
  const allowed = await mutate(ctx, async (tx) => {
    const { organisationId, targetId } = asHolder(ctx);
    const permission = permit(mayAs(ctx.actor, "file_link.download"));
    const file = (await openedFile(tx)) ?? refuse(linkClosed);
    const state = stateOf(file);
    if (state !== "ready" && state !== "unchecked") return refuse(whyNot[state]);
    if (file.key === null || file.type === null) return refuse(whyNot.gone);
    const { id, name, key, type } = file;
    return {
      result: { key, type, name },
      permission,
      audit: {
        action: "file_link.download",
        organisationId,
        target: { kind: "file_link", id },
        aggregateId: targetId,
      },
      events: [],
      last: [tx.execute(sql`select guichet.note_file_opened()`)],
    };
  });
  return allowed.ok ? done(await linkToObject(ctx, allowed.value)) : allowed;
};
